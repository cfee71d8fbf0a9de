package dev.reelway.net;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A link could not be opened, or its file not read to the end. The sentence contains no address and
 * may be shown to anyone.
 */
public final class DownloadRefused extends IOException {

  static final String SCHEME = "The link must begin with http:// or https://.";
  static final String USER = "The link must not contain a user name or password.";
  static final String HOST = "The link has an invalid host or port.";
  static final String NOT_PUBLIC = "The link leads to an address that is not public.";
  static final String REDIRECTS = "The link has too many redirects.";
  static final String BAD_LOCATION = "The link redirects without a valid Location.";
  static final String UNREACHABLE = "The link could not be opened.";
  static final String BROKEN = "The connection broke before the end of the file.";

  /**
   * An answer with a status other than 200.
   *
   * @param body the beginning of its body, unchanged
   */
  public record RefusedAnswer(int status, String host, String body) {}

  private final transient @Nullable RefusedAnswer answer;
  private final @Nullable String privateHost;

  DownloadRefused(String sentence) {
    this(sentence, null);
  }

  DownloadRefused(String sentence, @Nullable Throwable cause) {
    this(sentence, cause, null, null);
  }

  private DownloadRefused(
      String sentence,
      @Nullable Throwable cause,
      @Nullable RefusedAnswer answer,
      @Nullable String privateHost) {
    super(sentence, cause);
    this.answer = answer;
    this.privateHost = privateHost;
  }

  /** A link to a host whose address is not public, and that the operator does not allow. */
  static DownloadRefused notPublic(String host, @Nullable Exception cause) {
    return new DownloadRefused(NOT_PUBLIC, cause, null, host);
  }

  /** A finished render whose report names no link. */
  public static DownloadRefused noLink() {
    return new DownloadRefused("The upstream reported no link to the file.");
  }

  /** A download that is still under way when its job's time is over. */
  public static DownloadRefused overdue() {
    return new DownloadRefused("The file was not downloaded completely before the deadline.");
  }

  static DownloadRefused answered(int status, String host, String body) {
    return new DownloadRefused(
        "The link answered with status %d.".formatted(status),
        null,
        new RefusedAnswer(status, host, body),
        null);
  }

  static DownloadRefused tooLarge(long largest) {
    return new DownloadRefused(
        "The file behind the link is larger than the %d bytes allowed.".formatted(largest));
  }

  static DownloadRefused tooSlow(Duration limit) {
    long tenths = limit.toMillis() / 100;
    var seconds = tenths % 10 == 0 ? String.valueOf(tenths / 10) : tenths / 10 + "." + tenths % 10;
    return new DownloadRefused(
        "The link took longer than the %s seconds allowed.".formatted(seconds));
  }

  /** The answer of another status than 200, or null for any other failure. */
  public @Nullable RefusedAnswer answer() {
    return answer;
  }

  /** The host that is not public, for the operator's log; null for any other failure. */
  public @Nullable String privateHost() {
    return privateHost;
  }

  /** The reason in one sentence, without any address. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
