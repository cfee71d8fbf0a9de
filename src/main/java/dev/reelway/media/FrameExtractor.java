package dev.reelway.media;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FrameGrabber;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/** Extracts frames from videos in a sink. At most two run at a time, as each uses a core. */
public final class FrameExtractor {

  private static final int MAX_CONCURRENT = 2;
  private static final Duration LONGEST_COPY = Duration.ofSeconds(30);
  private static final Duration LONGEST_READ = Duration.ofSeconds(10);

  /** All frames are decoded for a sheet. */
  private static final Duration LONGEST_SHEET = Duration.ofSeconds(30);

  /** FFmpeg's readers of video files, by the names that it gives them. */
  private static final String FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm";

  private static final float QUALITY = 0.95f;

  /** Microseconds before the end at which the search for the last frame begins. */
  private static final long BEFORE_THE_END = 2_000_000;

  private final SpoolFolder spoolFolder;
  private final long maxVideoBytes;
  private final long maxPixels;
  private final Duration longestCopy;
  private final Duration longestRead;
  private final Semaphore permits = new Semaphore(MAX_CONCURRENT, true);

  /**
   * @param spoolFolder the folder for temporary copies of videos that are not on a local disk
   * @param maxVideoBytes the maximum size of a video in bytes
   * @param maxPixels the maximum number of pixels of a frame, width times height
   */
  FrameExtractor(SpoolFolder spoolFolder, long maxVideoBytes, long maxPixels) {
    this(spoolFolder, maxVideoBytes, maxPixels, LONGEST_COPY, LONGEST_READ);
  }

  FrameExtractor(
      SpoolFolder spoolFolder,
      long maxVideoBytes,
      long maxPixels,
      Duration longestCopy,
      Duration longestRead) {
    this.spoolFolder = spoolFolder;
    this.longestCopy = longestCopy;
    this.longestRead = longestRead;
    this.maxVideoBytes = maxVideoBytes;
    this.maxPixels = maxPixels;
  }

  /**
   * The last frame of a video, as a JPEG. The caller closes the file.
   *
   * @param maxBytes the maximum size of the JPEG in bytes
   * @throws ImageRefused if the video has no readable frame, exceeds a limit or takes too long to
   *     read
   * @throws IOException if the video cannot be read, or not in time, or the disk has too little
   *     space for a copy
   */
  public SpoolFolder.SpoolFile lastFrame(Resource video, long maxBytes) throws IOException {
    return image(video, maxBytes, this::lastFrame);
  }

  /**
   * Frames of the whole video side by side, as a JPEG, see {@link Spritesheet}; with the limits and
   * failures of {@link #lastFrame}.
   */
  SpoolFolder.SpoolFile spritesheet(Resource video, long maxBytes) throws IOException {
    return image(video, maxBytes, this::spritesheet);
  }

  /** Makes an image of a video on a local disk. */
  private interface FrameReader {

    BufferedImage read(Path video) throws IOException;
  }

  private SpoolFolder.SpoolFile image(Resource video, long maxBytes, FrameReader reader)
      throws IOException {
    if (video.isFile()) {
      return image(video.getFile().toPath(), maxBytes, reader);
    }
    if (!spoolFolder.hasSpaceFor(video.contentLength())) {
      throw new IOException("The disk has too little space for a copy of the video");
    }
    long end = System.nanoTime() + longestCopy.toNanos();
    try (var in = new TimedStream(video.getInputStream(), end);
        var copy = spoolFolder.store(in, maxVideoBytes)) {
      return image(copy.path(), maxBytes, reader);
    }
  }

  private SpoolFolder.SpoolFile image(Path video, long maxBytes, FrameReader reader)
      throws IOException {
    permits.acquireUninterruptibly();
    try {
      return spoolFolder.store(new ByteArrayInputStream(jpeg(reader.read(video))), maxBytes);
    } finally {
      permits.release();
    }
  }

  /** FFmpeg would open further files that a playlist or a script names. */
  private static FFmpegFrameGrabber opened(Path video) {
    FFmpeg.load();
    var grabber = new FFmpegFrameGrabber(video.toFile());
    grabber.setOption("format_whitelist", FORMATS);
    grabber.setOption("protocol_whitelist", "file");
    grabber.setVideoOption("threads", "1");
    return grabber;
  }

  private BufferedImage lastFrame(Path video) throws IOException {
    try (var grabber = opened(video)) {
      grabber.start();
      checkPixels(grabber);
      var images = new UprightImages(grabber);
      var last = lastImage(grabber, images);
      if (last == null) {
        throw new ImageRefused("has no readable last frame");
      }
      return images.upright(last);
    } catch (FrameGrabber.Exception unreadable) {
      throw new ImageRefused("has no readable last frame");
    }
  }

  private void checkPixels(FFmpegFrameGrabber grabber) {
    if ((long) grabber.getImageWidth() * grabber.getImageHeight() > maxPixels) {
      throw new ImageRefused("has more pixels than the %d allowed".formatted(maxPixels));
    }
  }

  private BufferedImage spritesheet(Path video) throws IOException {
    try (var grabber = opened(video)) {
      grabber.start();
      checkPixels(grabber);
      if (grabber.getLengthInTime() <= 0) {
        throw new ImageRefused("does not say how long it is");
      }
      double scale =
          Math.min(
              1,
              (double) Spritesheet.LONGER_SIDE
                  / Math.max(grabber.getImageWidth(), grabber.getImageHeight()));
      grabber.setImageWidth(even(grabber.getImageWidth() * scale));
      grabber.setImageHeight(even(grabber.getImageHeight() * scale));
      return drawn(grabber);
    } catch (FrameGrabber.Exception unreadable) {
      throw new ImageRefused("has no readable frame");
    }
  }

  private static int even(double pixels) {
    return Math.max(2, (int) Math.round(pixels / 2) * 2);
  }

  private static BufferedImage drawn(FFmpegFrameGrabber grabber) throws IOException {
    var sheet = new Spritesheet(grabber.getLengthInTime());
    long end = System.nanoTime() + LONGEST_SHEET.toNanos();
    var images = new UprightImages(grabber);
    for (var frame = grabber.grabImage(); frame != null; frame = grabber.grabImage()) {
      if (System.nanoTime() - end > 0) {
        throw new ImageRefused("takes too long to read");
      }
      sheet.add(images.upright(images.of(frame)), frame.timestamp);
    }
    return sheet.whole();
  }

  /**
   * The last frame is searched for near the end. It is earlier where the sound is longer than the
   * pictures, or where it stands for long: then the video is read from its beginning.
   */
  private @Nullable BufferedImage lastImage(FFmpegFrameGrabber grabber, UprightImages images)
      throws IOException {
    long end = System.nanoTime() + longestRead.toNanos();
    long start = Math.max(0, grabber.getLengthInTime() - BEFORE_THE_END);
    var last = lastImage(grabber, start, images, end);
    return last == null && start > 0 ? lastImage(grabber, 0, images, end) : last;
  }

  /** A file without key frames would be decoded from its beginning. */
  private static @Nullable BufferedImage lastImage(
      FFmpegFrameGrabber grabber, long start, UprightImages images, long end) throws IOException {
    BufferedImage last = null;
    grabber.setVideoTimestamp(start);
    for (var frame = grabber.grabImage(); frame != null; frame = grabber.grabImage()) {
      if (System.nanoTime() - end > 0) {
        throw new ImageRefused("takes too long to read");
      }
      last = images.of(frame);
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
