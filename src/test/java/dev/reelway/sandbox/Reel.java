package dev.reelway.sandbox;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;

/**
 * What a decoder finds in a video or an image.
 *
 * @param seconds the durations of the container and of each stream
 * @param peak the loudest sample, of 1
 */
public record Reel(
    String codec,
    int pixelFormat,
    List<Double> seconds,
    List<BufferedImage> frames,
    int channels,
    float peak) {

  public static Reel of(Path video) throws IOException {
    return of(new FFmpegFrameGrabber(video.toFile()));
  }

  public static Reel of(byte[] still) throws IOException {
    return of(new FFmpegFrameGrabber(new ByteArrayInputStream(still)));
  }

  public BufferedImage first() {
    return frames.getFirst();
  }

  public BufferedImage last() {
    return frames.getLast();
  }

  public static double difference(BufferedImage one, BufferedImage other) {
    return difference(one, other, new Rectangle(one.getWidth(), one.getHeight()));
  }

  /** How far the colours lie apart on average, of 255. */
  public static double difference(BufferedImage one, BufferedImage other, Rectangle area) {
    var mine = one.getData(area).getPixels(area.x, area.y, area.width, area.height, (int[]) null);
    var its = other.getData(area).getPixels(area.x, area.y, area.width, area.height, (int[]) null);
    double sum = 0;
    for (int i = 0; i < mine.length; i++) {
      sum += Math.abs(mine[i] - its[i]);
    }
    return sum / mine.length;
  }

  private static Reel of(FFmpegFrameGrabber source) throws IOException {
    try (source) {
      source.setSampleMode(FrameGrabber.SampleMode.FLOAT);
      source.start();
      var frames = new ArrayList<BufferedImage>();
      float peak = 0;
      for (var frame = source.grab(); frame != null; frame = source.grab()) {
        if (frame.image != null) {
          frames.add(image(frame));
        } else if (frame.samples != null) {
          peak = Math.max(peak, peak(frame.samples[0]));
        }
      }
      return new Reel(
          source.getVideoCodecName(),
          source.getFormatContext().streams(0).codecpar().format(),
          seconds(source),
          frames,
          source.getAudioChannels(),
          peak);
    }
  }

  private static List<Double> seconds(FFmpegFrameGrabber source) {
    var all = new ArrayList<Double>();
    all.add(source.getLengthInTime() / 1e6);
    var context = source.getFormatContext();
    for (int i = 0; i < context.nb_streams(); i++) {
      AVStream stream = context.streams(i);
      all.add(stream.duration() * avutil.av_q2d(stream.time_base()));
    }
    return all;
  }

  private static float peak(Buffer samples) {
    var buffer = (FloatBuffer) samples;
    float peak = 0;
    while (buffer.hasRemaining()) {
      peak = Math.max(peak, Math.abs(buffer.get()));
    }
    return peak;
  }

  /** Copies whole rows: JavaCV's own converter copies single bytes. */
  private static BufferedImage image(Frame frame) {
    int width = frame.imageWidth;
    int height = frame.imageHeight;
    var image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    var bytes = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    var rows = (ByteBuffer) frame.image[0];
    for (int y = 0; y < height; y++) {
      rows.get(y * frame.imageStride, bytes, y * 3 * width, 3 * width);
    }
    return image;
  }
}
