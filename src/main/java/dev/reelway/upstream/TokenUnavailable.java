package dev.reelway.upstream;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * No access token could be had for an upstream, so that nothing was sent to the upstream itself.
 */
public final class TokenUnavailable extends RuntimeException {

  /** Statuses by which a token endpoint refuses the key rather than the moment. */
  private static final Set<Integer> KEY_REFUSED = Set.of(400, 401, 402, 403);

  private final int status;
  private final @Nullable Duration retryAfter;

  /**
   * @param host the host of the token endpoint
   * @param status the status that it answered, or 0
   * @param why what went wrong, for the log and the job's owner; without a key
   * @param retryAfter the pause that it asks for, or null
   */
  TokenUnavailable(String host, int status, String why, @Nullable Duration retryAfter) {
    super("No access token from %s: %s.".formatted(host, why), null, false, false);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** The sentence for the log and for the job's owner. */
  public String sentence() {
    return String.valueOf(getMessage());
  }

  /** Whether the token endpoint refuses the key. */
  public boolean isKeyRefused() {
    return KEY_REFUSED.contains(status);
  }

  /** The pause that the token endpoint asks for, or null. */
  @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
