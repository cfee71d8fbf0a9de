package dev.reelway.sandbox.paint;

import dev.reelway.media.FFmpeg;
import dev.reelway.sandbox.SandboxRefused;
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

/**
 * Decodes uploaded images: PNG, JPEG or WebP of at most 50 megapixels; anything else is refused.
 */
final class ImageDecoder {

  private static final long MAX_PIXELS = 50_000_000;

  /** The longest side of a decoded image, whatever its aspect ratio. */
  private static final int MAX_SIDE = 4096;

  private ImageDecoder() {}

  /** Refuses a file that is not an image, too large, or damaged. */
  static void inspect(Path file) throws IOException {
    decoded(file, header(file), 16, 16);
  }

  /** The image with its transparency, scaled to just cover this many pixels. */
  static BufferedImage cover(Path file, int width, int height) throws IOException {
    var header = header(file);
    double cover = Math.max((double) width / header.width(), (double) height / header.height());
    double most = (double) MAX_SIDE / Math.max(header.width(), header.height());
    double scale = Math.min(cover, most);
    return decoded(file, header, side(header.width() * scale), side(header.height() * scale));
  }

  private static int side(double pixels) {
    return (int) Math.max(1, Math.round(pixels));
  }

  private static SandboxImageHeader header(Path file) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      return SandboxImageHeader.read(in)
          .filter(header -> header.fits(MAX_PIXELS))
          .orElseThrow(() -> refused("is not a PNG, JPEG or WebP of at most 50 megapixels"));
    }
  }

  /** The format is set, so that no other decoder ever runs on untrusted bytes. */
  private static BufferedImage decoded(Path file, SandboxImageHeader header, int width, int height)
      throws IOException {
    FFmpeg.load();
    try (var grabber = new FFmpegFrameGrabber(file.toFile())) {
      grabber.setFormat(header.format().demuxer());
      grabber.setPixelFormat(avutil.AV_PIX_FMT_BGRA);
      grabber.setImageScalingFlags(swscale.SWS_BICUBIC);
      grabber.start();
      // If it is set earlier, the decoder takes it for the size of the image and fails.
      grabber.setImageWidth(width);
      grabber.setImageHeight(height);
      var frame = grabber.grabImage();
      if (frame == null) {
        throw refused("contains no image");
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
    return new SandboxRefused(400, "invalid_image", "An uploaded file " + why + ".");
  }
}
