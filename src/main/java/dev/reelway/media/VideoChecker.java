package dev.reelway.media;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FrameGrabber;
import org.springframework.core.io.FileSystemResource;

/**
 * Checks videos that callers send: MP4, QuickTime and WebM, recognised by their first bytes. FFmpeg
 * reads what is inside with the reader of that type only, as others would open further files. At
 * most two run at a time.
 */
public final class VideoChecker {

  private static final int MAX_CONCURRENT = 2;
  private static final Duration LONGEST_READ = Duration.ofSeconds(10);
  private static final int SIGNATURE_BYTES = 12;
  private static final byte[] WEBM = {0x1a, 0x45, (byte) 0xdf, (byte) 0xa3};

  /** The types of a QuickTime file's first box that has no {@code ftyp}. */
  private static final Set<String> QUICKTIME = Set.of("moov", "mdat", "wide", "free", "skip");

  private static final String TOO_SLOW = "takes too long to read";
  private static final String UNKNOWN_TYPE = "must be an MP4, MOV or WebM video";

  private final long maxPixels;
  private final Duration longest;
  private final Duration longestRead;
  private final Semaphore permits = new Semaphore(MAX_CONCURRENT);

  /**
   * @param maxPixels the maximum number of pixels of a frame, width times height
   * @param longest the maximum length
   */
  VideoChecker(long maxPixels, Duration longest) {
    this(maxPixels, longest, LONGEST_READ);
  }

  VideoChecker(long maxPixels, Duration longest, Duration longestRead) {
    this.maxPixels = maxPixels;
    this.longest = longest;
    this.longestRead = longestRead;
  }

  /**
   * Checks a file.
   *
   * @param sha256 the SHA-256 of the file, in lower-case hex; it is not checked again
   * @throws ImageRefused if the file is not a readable video of a known type, too long or too
   *     large, or takes too long to read
   */
  public VideoInfo check(Path file, String sha256) throws IOException {
    var type = type(file);
    permits.acquireUninterruptibly();
    try {
      if (!type.equals("video/webm") && !Mp4Index.isSound(file)) {
        throw incomplete();
      }
      return read(file, sha256, type);
    } finally {
      permits.release();
    }
  }

  private VideoInfo read(Path file, String sha256, String type) throws IOException {
    FFmpeg.load();
    long end = System.nanoTime() + longestRead.toNanos();
    BooleanSupplier isOver = () -> System.nanoTime() - end > 0;
    try (var bytes = new SeekableStream(new FileSystemResource(file), isOver);
        var grabber = new FFmpegFrameGrabber(bytes, Integer.MAX_VALUE)) {
      grabber.setFormat(type.equals("video/webm") ? "matroska" : "mov");
      grabber.setOption("protocol_whitelist", "file");
      grabber.setVideoOption("threads", "1");
      grabber.start();
      var info = info(grabber, sha256, type, Files.size(file));
      if (isOver.getAsBoolean()) {
        throw new ImageRefused(TOO_SLOW);
      }
      return info;
    } catch (FrameGrabber.Exception | ImageRefused unreadable) {
      throw isOver.getAsBoolean() ? new ImageRefused(TOO_SLOW) : refusal(unreadable);
    }
  }

  private static ImageRefused refusal(Exception unreadable) {
    return unreadable instanceof ImageRefused refused ? refused : incomplete();
  }

  private VideoInfo info(FFmpegFrameGrabber grabber, String sha256, String type, long bytes)
      throws IOException {
    int width = grabber.getImageWidth();
    int height = grabber.getImageHeight();
    if ((long) width * height > maxPixels) {
      throw new ImageRefused("has more pixels than the %d allowed".formatted(maxPixels));
    }
    if (!grabber.hasVideo() || width < 1 || height < 1 || grabber.grabImage() == null) {
      throw new ImageRefused("has no readable frame: it " + UNKNOWN_TYPE);
    }
    var length = MediaLength.of(grabber);
    if (length.isNegative() || length.compareTo(longest) > 0) {
      throw new ImageRefused("is longer than the %d s allowed".formatted(longest.toSeconds()));
    }
    int seconds = (int) Math.max(1, Math.round(length.toMillis() / 1000.0));
    boolean turned = Math.floorMod(Math.round(grabber.getDisplayRotation() / 90), 2) == 1;
    return new VideoInfo(
        sha256, type, bytes, turned ? height : width, turned ? width : height, seconds);
  }

  private static ImageRefused incomplete() {
    return new ImageRefused("cannot be read: it " + UNKNOWN_TYPE + " that is complete");
  }

  private static String type(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return type(in.readNBytes(SIGNATURE_BYTES));
    }
  }

  private static String type(byte[] start) {
    if (Arrays.equals(Arrays.copyOf(start, WEBM.length), WEBM)) {
      return "video/webm";
    }
    var box = new String(start, StandardCharsets.ISO_8859_1);
    if (box.startsWith("ftypqt", 4)
        || box.length() >= 8 && QUICKTIME.contains(box.substring(4, 8))) {
      return "video/quicktime";
    }
    if (box.startsWith("ftyp", 4)) {
      return "video/mp4";
    }
    throw new ImageRefused(UNKNOWN_TYPE);
  }
}
