package dev.reelway.media;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;

/**
 * How long a video or a sound is. A file that was written while it was recorded, as by a browser or
 * into a pipe, does not say so: its packets do.
 */
final class MediaLength {

  private static final double MICROSECONDS = 1_000_000;

  private final FFmpegFrameGrabber grabber;

  /** The sum of the packets' lengths, in seconds: some readers do not say when a packet is due. */
  private double sum;

  private double end;

  private MediaLength(FFmpegFrameGrabber grabber) {
    this.grabber = grabber;
  }

  /** The length of an open file, which is read to its end if it does not say it. */
  static Duration of(FFmpegFrameGrabber grabber) throws IOException {
    long stated = grabber.getFormatContext().duration();
    return Duration.of(
        stated > 0 ? stated : new MediaLength(grabber).measured(), ChronoUnit.MICROS);
  }

  private long measured() throws IOException {
    for (var packet = grabber.grabPacket(); packet != null; packet = grabber.grabPacket()) {
      add(packet);
    }
    return (long) (end * MICROSECONDS);
  }

  private void add(AVPacket packet) {
    var unit = grabber.getFormatContext().streams(packet.stream_index()).time_base();
    double seconds = (double) unit.num() / unit.den();
    double length = Math.max(0, packet.duration()) * seconds;
    sum += length;
    boolean isTimed = packet.pts() != avutil.AV_NOPTS_VALUE;
    end = Math.max(end, isTimed ? packet.pts() * seconds + length : sum);
  }
}
