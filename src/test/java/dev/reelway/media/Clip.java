package dev.reelway.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;

/** A real video of one second: one red frame, then blue ones. */
public final class Clip {

  private static final int RATE = 12;

  private Clip() {}

  /**
   * Writes it as an MP4.
   *
   * @param flags of FFmpeg's muxer, or empty
   */
  public static Path write(Path video, int width, int height, String flags) throws IOException {
    try (var recorder = new FFmpegFrameRecorder(video.toFile(), width, height);
        var converter = new Java2DFrameConverter()) {
      recorder.setFormat("mp4");
      recorder.setFrameRate(RATE);
      if (!flags.isEmpty()) {
        recorder.setOption("movflags", flags);
      }
      recorder.setVideoCodecName("libopenh264");
      recorder.setVideoCodec(avcodec.AV_CODEC_ID_H264);
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
      recorder.start();
      for (int i = 0; i < RATE; i++) {
        recorder.record(converter.convert(image(width, height, i == 0 ? Color.RED : Color.BLUE)));
      }
      recorder.stop();
    }
    return video;
  }

  /** Writes a WebM without its length, as a browser records it. */
  static Path writeLive(Path video, int width, int height, int seconds) throws IOException {
    try (var recorder = new FFmpegFrameRecorder(video.toFile(), width, height);
        var converter = new Java2DFrameConverter()) {
      recorder.setFormat("webm");
      recorder.setOption("live", "1");
      recorder.setFrameRate(RATE);
      recorder.setVideoCodec(avcodec.AV_CODEC_ID_VP8);
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
      recorder.start();
      for (int i = 0; i < RATE * seconds; i++) {
        recorder.record(converter.convert(image(width, height, Color.BLUE)));
      }
      recorder.stop();
    }
    return video;
  }

  /** Turns an MP4 as a phone that was held upright writes it: players rotate it clockwise. */
  static Path turned(Path video) throws IOException {
    var bytes = Files.readAllBytes(video);
    int matrix = new String(bytes, ISO_8859_1).indexOf("tkhd") + 44;
    var quarterTurn = ByteBuffer.wrap(bytes, matrix, 36);
    IntStream.of(0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000).forEach(quarterTurn::putInt);
    return Files.write(video, bytes);
  }

  /** A WebP, decoded. */
  public static BufferedImage read(byte[] webp) throws IOException {
    try (var grabber = new FFmpegFrameGrabber(new ByteArrayInputStream(webp))) {
      grabber.setFormat("webp_pipe");
      grabber.start();
      return new UprightImages(grabber).of(grabber.grabImage());
    }
  }

  private static BufferedImage image(int width, int height, Color colour) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    var graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }
}
