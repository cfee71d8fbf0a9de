package dev.reelway.sandbox;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;

/** Looks at pictures that somebody made elsewhere: PNG, JPEG or WebP, 50 megapixels at most. */
final class Lens {

  private static final long MOST_PIXELS = 50_000_000;

  /** No side is decoded larger, however long and thin a picture is. */
  private static final int LONGEST_SIDE = 4096;

  static {
    // Errors are thrown as well; the library need not print them.
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
  }

  private Lens() {}

  /** Refuses what is no picture, or too large a one, or broken. */
  static void inspect(Path file) throws IOException {
    decoded(file, header(file), 16, 16);
  }

  /** The picture, just large enough to cover so many pixels; transparent where it says so. */
  static BufferedImage cover(Path file, int width, int height) throws IOException {
    var header = header(file);
    double cover = Math.max((double) width / header.width(), (double) height / header.height());
    double most = (double) LONGEST_SIDE / Math.max(header.width(), header.height());
    double scale = Math.min(cover, most);
    return decoded(file, header, side(header.width() * scale), side(header.height() * scale));
  }

  private static int side(double pixels) {
    return (int) Math.max(1, Math.round(pixels));
  }

  private static PictureHeader header(Path file) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      return PictureHeader.read(in)
          .filter(header -> header.fits(MOST_PIXELS))
          .orElseThrow(() -> refused("is no PNG, JPEG or WebP of at most 50 megapixels"));
    }
  }

  /** The format is named, so that nothing else is ever tried on a stranger's bytes. */
  private static BufferedImage decoded(Path file, PictureHeader header, int width, int height)
      throws IOException {
    try (var grabber = new FFmpegFrameGrabber(file.toFile())) {
      grabber.setFormat(header.format().demuxer());
      grabber.setPixelFormat(avutil.AV_PIX_FMT_BGRA);
      grabber.setImageScalingFlags(swscale.SWS_BICUBIC);
      grabber.start();
      // Told earlier, the decoder takes it for the size of the picture and finds none.
      grabber.setImageWidth(width);
      grabber.setImageHeight(height);
      var frame = grabber.grabImage();
      if (frame == null) {
        throw refused("holds no picture");
      }
      return image(frame);
    } catch (FFmpegFrameGrabber.Exception broken) {
      throw refused("cannot be decoded");
    }
  }

  private static BufferedImage image(Frame frame) {
    int width = frame.imageWidth;
    var image = new BufferedImage(width, frame.imageHeight, BufferedImage.TYPE_INT_ARGB);
    var pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    var bytes = ((ByteBuffer) frame.image[0]).order(ByteOrder.LITTLE_ENDIAN);
    for (int y = 0; y < frame.imageHeight; y++) {
      bytes.position(y * frame.imageStride);
      bytes.asIntBuffer().get(pixels, y * width, width);
    }
    return image;
  }

  private static SandboxRefused refused(String why) {
    return new SandboxRefused(400, "invalid_image", "A picture that was given " + why + ".");
  }
}
