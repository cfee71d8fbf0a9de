package dev.reelway.media;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FrameGrabber;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/** Takes pictures out of films that lie in a sink, a few at a time, as each takes a core. */
public final class Frames {

  private static final int MOST_AT_ONCE = 2;
  private static final float QUALITY = 0.95f;

  /** Microseconds before the end at which the search for the last frame begins. */
  private static final long BEFORE_THE_END = 2_000_000;

  static {
    // Errors are thrown as well; the library need not print them.
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
  }

  private final Incoming incoming;
  private final long largestFilm;
  private final long mostPixels;
  private final Semaphore hands = new Semaphore(MOST_AT_ONCE);

  /**
   * @param incoming where films lie meanwhile that come from afar
   * @param largestFilm the most bytes that a film may have
   * @param mostPixels the most pixels, width by height, that a picture may have
   */
  Frames(Incoming incoming, long largestFilm, long mostPixels) {
    this.incoming = incoming;
    this.largestFilm = largestFilm;
    this.mostPixels = mostPixels;
  }

  /**
   * The last frame of a film, as a JPEG.
   *
   * @param largest the most bytes that the picture may have
   * @throws PictureRefused where there is none, or too large a one
   */
  public Incoming.File last(Resource film, long largest) throws IOException {
    if (film.isFile()) {
      return last(film.getFile().toPath(), largest);
    }
    try (var in = film.getInputStream();
        var copy = incoming.take(in, largestFilm)) {
      return last(copy.path(), largest);
    }
  }

  private Incoming.File last(Path film, long largest) throws IOException {
    hands.acquireUninterruptibly();
    try {
      return incoming.take(new ByteArrayInputStream(jpeg(lastOf(film))), largest);
    } finally {
      hands.release();
    }
  }

  private BufferedImage lastOf(Path film) throws IOException {
    try (var grabber = new FFmpegFrameGrabber(film.toFile())) {
      grabber.start();
      if ((long) grabber.getImageWidth() * grabber.getImageHeight() > mostPixels) {
        throw new PictureRefused("has more pixels than the %d allowed".formatted(mostPixels));
      }
      grabber.setVideoTimestamp(Math.max(0, grabber.getLengthInTime() - BEFORE_THE_END));
      var last = lastFrom(grabber);
      if (last == null) {
        throw new PictureRefused("has no last frame that could be read");
      }
      return last;
    } catch (FrameGrabber.Exception unreadable) {
      throw new PictureRefused("has no last frame that could be read");
    }
  }

  /** Each frame takes the place of the one before, so that a film passes through one picture. */
  private static @Nullable BufferedImage lastFrom(FFmpegFrameGrabber grabber)
      throws FrameGrabber.Exception {
    BufferedImage last = null;
    try (var converter = new Java2DFrameConverter()) {
      for (var frame = grabber.grabImage(); frame != null; frame = grabber.grabImage()) {
        last = converter.convert(frame);
      }
    }
    return last;
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      var quality = writer.getDefaultWriteParam();
      quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      quality.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), quality);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
