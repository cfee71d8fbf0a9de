package dev.reelway.media;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A link that was not opened, or not read to its end; the sentence may be shown to anyone. */
public final class FetchRefused extends IOException {

  static final String SCHEME = "The link must begin with http:// or https://.";
  static final String USER = "The link must not hold a user name or a password.";
  static final String HOST = "The link must name its host in the usual way.";
  static final String NOT_PUBLIC = "The link leads to an address that is not public.";
  static final String REDIRECTS = "The link redirects too often.";
  static final String NOWHERE = "The link redirects to what is no link.";
  static final String UNREACHABLE = "The link could not be opened.";
  static final String BROKEN = "The link broke off before the end of its file.";

  /**
   * What was answered instead of a file.
   *
   * @param body its beginning, as it is
   */
  public record Answer(int status, String host, String body) {}

  private final transient @Nullable Answer answer;

  FetchRefused(String sentence) {
    this(sentence, null);
  }

  FetchRefused(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.answer = null;
  }

  private FetchRefused(Answer answer) {
    super("The link answered with status %d.".formatted(answer.status()));
    this.answer = answer;
  }

  static FetchRefused answered(int status, String host, String body) {
    return new FetchRefused(new Answer(status, host, body));
  }

  static FetchRefused tooLarge(long largest) {
    return new FetchRefused(
        "The file behind the link is larger than the %d bytes allowed.".formatted(largest));
  }

  static FetchRefused tooSlow(Duration limit) {
    long tenths = limit.toMillis() / 100;
    var seconds = tenths % 10 == 0 ? String.valueOf(tenths / 10) : tenths / 10 + "." + tenths % 10;
    return new FetchRefused("The link took longer than the %s seconds allowed.".formatted(seconds));
  }

  /** What was answered instead of a file, or null where it is another trouble. */
  public @Nullable Answer answer() {
    return answer;
  }

  /** One sentence without any address. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
