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

/** Extracts frames from videos in a sink. At most two run at a time, as each uses a core. */
public final class FrameExtractor {

  private static final int MAX_CONCURRENT = 2;
  private static final float QUALITY = 0.95f;

  /** Microseconds before the end at which the search for the last frame begins. */
  private static final long BEFORE_THE_END = 2_000_000;

  static {
    // Errors are thrown as well; the library need not print them.
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
  }

  private final SpoolFolder spoolFolder;
  private final long maxVideoBytes;
  private final long maxPixels;
  private final Semaphore permits = new Semaphore(MAX_CONCURRENT);

  /**
   * @param spoolFolder the folder for temporary copies of videos that are not on a local disk
   * @param maxVideoBytes the maximum size of a video in bytes
   * @param maxPixels the maximum number of pixels of a frame, width times height
   */
  FrameExtractor(SpoolFolder spoolFolder, long maxVideoBytes, long maxPixels) {
    this.spoolFolder = spoolFolder;
    this.maxVideoBytes = maxVideoBytes;
    this.maxPixels = maxPixels;
  }

  /**
   * The last frame of a video, as a JPEG. The caller closes the file.
   *
   * @param maxBytes the maximum size of the JPEG in bytes
   * @throws ImageRefused if the video has no readable frame or exceeds a limit
   */
  public SpoolFolder.SpoolFile lastFrame(Resource video, long maxBytes) throws IOException {
    if (video.isFile()) {
      return lastFrame(video.getFile().toPath(), maxBytes);
    }
    try (var in = video.getInputStream();
        var copy = spoolFolder.store(in, maxVideoBytes)) {
      return lastFrame(copy.path(), maxBytes);
    }
  }

  private SpoolFolder.SpoolFile lastFrame(Path video, long maxBytes) throws IOException {
    permits.acquireUninterruptibly();
    try {
      return spoolFolder.store(new ByteArrayInputStream(jpeg(lastFrame(video))), maxBytes);
    } finally {
      permits.release();
    }
  }

  private BufferedImage lastFrame(Path video) throws IOException {
    try (var grabber = new FFmpegFrameGrabber(video.toFile())) {
      grabber.start();
      if ((long) grabber.getImageWidth() * grabber.getImageHeight() > maxPixels) {
        throw new ImageRefused("has more pixels than the %d allowed".formatted(maxPixels));
      }
      grabber.setVideoTimestamp(Math.max(0, grabber.getLengthInTime() - BEFORE_THE_END));
      var last = lastGrabbed(grabber);
      if (last == null) {
        throw new ImageRefused("has no readable last frame");
      }
      return last;
    } catch (FrameGrabber.Exception unreadable) {
      throw new ImageRefused("has no readable last frame");
    }
  }

  /** Each frame replaces the one before, so that only one is in memory. */
  private static @Nullable BufferedImage lastGrabbed(FFmpegFrameGrabber grabber)
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
