package dev.reelway.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FrameGrabber;

/**
 * Checks videos that callers send: MP4, QuickTime and WebM, recognised by their first bytes. FFmpeg
 * reads what is inside with the reader of that type only, as others would open further files. At
 * most two run at a time.
 */
public final class VideoChecker {

  private static final int MAX_CONCURRENT = 2;
  private static final int SIGNATURE_BYTES = 12;
  private static final int SHORT_HEAD = 8;
  private static final int LONG_HEAD = 16;
  private static final byte[] WEBM = {0x1a, 0x45, (byte) 0xdf, (byte) 0xa3};

  /** The types of a QuickTime file's first box that has no {@code ftyp}. */
  private static final Set<String> QUICKTIME = Set.of("moov", "mdat", "wide", "free", "skip");

  private static final String UNKNOWN_TYPE = "must be an MP4, MOV or WebM video";

  static {
    // Errors are thrown as well; the library need not print them.
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
  }

  private final long maxPixels;
  private final Duration longest;
  private final Semaphore permits = new Semaphore(MAX_CONCURRENT);

  /**
   * @param maxPixels the maximum number of pixels of a frame, width times height
   * @param longest the maximum length
   */
  VideoChecker(long maxPixels, Duration longest) {
    this.maxPixels = maxPixels;
    this.longest = longest;
  }

  /**
   * Checks a file.
   *
   * @param sha256 the SHA-256 of the file, in lower-case hex; it is not checked again
   * @throws ImageRefused if the file is not a readable video of a known type, too long or too large
   */
  public VideoInfo check(Path file, String sha256) throws IOException {
    var type = type(file);
    if (!type.equals("video/webm") && !hasWholeBoxes(file)) {
      throw incomplete();
    }
    permits.acquireUninterruptibly();
    try (var grabber = new FFmpegFrameGrabber(file.toFile())) {
      grabber.setFormat(type.equals("video/webm") ? "matroska" : "mov");
      grabber.setOption("protocol_whitelist", "file");
      grabber.start();
      return info(grabber, sha256, type, Files.size(file));
    } catch (FrameGrabber.Exception unreadable) {
      throw incomplete();
    } finally {
      permits.release();
    }
  }

  private VideoInfo info(FFmpegFrameGrabber grabber, String sha256, String type, long bytes)
      throws IOException {
    int width = grabber.getImageWidth();
    int height = grabber.getImageHeight();
    if (!grabber.hasVideo() || width < 1 || height < 1 || grabber.grabImage() == null) {
      throw new ImageRefused("has no readable frame: it " + UNKNOWN_TYPE);
    }
    if ((long) width * height > maxPixels) {
      throw new ImageRefused("has more pixels than the %d allowed".formatted(maxPixels));
    }
    var length = Duration.ofNanos(grabber.getLengthInTime() * 1000);
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

  /**
   * Whether the top-level boxes of the file end within it (ISO/IEC 14496-12, 4.2). FFmpeg plays the
   * beginning of a file that is cut.
   */
  private static boolean hasWholeBoxes(Path file) throws IOException {
    try (var channel = FileChannel.open(file)) {
      long at = 0;
      while (at + SHORT_HEAD <= channel.size()) {
        long length = boxLength(channel, at);
        if (length == 0) {
          return true;
        }
        if (length < SHORT_HEAD || length > channel.size() - at) {
          return false;
        }
        at += length;
      }
      return true;
    }
  }

  /** 0 for a box that extends to the end of the file. */
  private static long boxLength(FileChannel channel, long at) throws IOException {
    var head = ByteBuffer.allocate(LONG_HEAD);
    channel.read(head, at);
    long length = Integer.toUnsignedLong(head.getInt(0));
    return length == 1 ? head.getLong(SHORT_HEAD) : length;
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
