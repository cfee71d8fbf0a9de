package dev.reelway.job;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names of jobs: {@code video_} and 32 hex digits, which sort by the time of their making. */
public final class JobId {

  private static final Pattern WRITTEN = Pattern.compile("video_[0-9a-f]{32}");

  /** Sorts after every name, in any collation. */
  static final String LAST = "video_g";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final HexFormat HEX = HexFormat.of();

  private JobId() {}

  /** A new name: 48 bits of time in milliseconds, then 80 bits that nobody can guess. */
  public static String next(long epochMillis) {
    var chance = new byte[10];
    RANDOM.nextBytes(chance);
    return "video_" + HEX.toHexDigits(epochMillis, 12) + HEX.formatHex(chance);
  }

  /** Whether a caller's text could be a job's name at all. */
  public static boolean isJobId(String text) {
    return WRITTEN.matcher(text).matches();
  }
}
