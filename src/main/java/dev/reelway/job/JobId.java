package dev.reelway.job;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The ids of jobs: {@code video_} or {@code image_}, and 32 hex digits, which sort by creation
 * time.
 */
public final class JobId {

  private static final String VIDEO = "video_";
  private static final String IMAGE = "image_";
  private static final int HEX_DIGITS = 32;
  private static final int TIME_DIGITS = 12;

  /** Sorts before the id of each video, in any collation. */
  static final String FIRST_VIDEO = VIDEO;

  /** Sorts after the id of each video, in any collation. */
  static final String LAST_VIDEO = "video_g";

  private static final long LAST_MILLI = (1L << 48) - 1;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final HexFormat HEX = HexFormat.of();

  private JobId() {}

  /**
   * A new id for a job of this kind: 48 bits of time in milliseconds, then 80 random bits that
   * cannot be guessed.
   */
  public static String next(String kind, long epochMillis) {
    var chance = new byte[10];
    RANDOM.nextBytes(chance);
    return kind + "_" + HEX.toHexDigits(epochMillis, TIME_DIGITS) + HEX.formatHex(chance);
  }

  /** Sorts after the ids of all videos made before this time, and before those of all others. */
  static String firstVideoAt(Instant time) {
    long seconds = Math.clamp(time.getEpochSecond(), -1, LAST_MILLI / 1_000 + 1);
    long millis = Math.clamp(seconds * 1_000 + time.getNano() / 1_000_000, 0, LAST_MILLI);
    return FIRST_VIDEO + HEX.toHexDigits(millis, TIME_DIGITS);
  }

  /** When a video was made, by its id. */
  static Instant madeAt(String video) {
    int from = FIRST_VIDEO.length();
    return Instant.ofEpochMilli(HexFormat.fromHexDigitsToLong(video, from, from + TIME_DIGITS));
  }

  /** Whether a caller's text has the form of a video's id. */
  public static boolean isVideo(String text) {
    return isId(VIDEO, text);
  }

  /** Whether a text has the form of a job's id. */
  public static boolean isJobId(String text) {
    return isId(VIDEO, text) || isId(IMAGE, text);
  }

  private static boolean isId(String prefix, String text) {
    if (text.length() != prefix.length() + HEX_DIGITS || !text.startsWith(prefix)) {
      return false;
    }
    for (int at = prefix.length(); at < text.length(); at++) {
      if (!isHexDigit(text.charAt(at))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHexDigit(char one) {
    return one >= '0' && one <= '9' || one >= 'a' && one <= 'f';
  }
}
