package dev.reelway.job;

import dev.reelway.wire.Hmac;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The URLs that upstreams call when a render changes: {@code <base>/<job>/<seal>}, one for each
 * job. The seal is an HMAC-SHA256 of the job's id, so that the URL cannot be guessed. It is the
 * same each time that an order is sent, and is never logged.
 */
public final class CallbackUrls {

  /**
   * The beginning of all URLs; the API sets it.
   *
   * @param url without a slash at its end
   */
  public record Base(String url) {}

  private final Hmac hmac;
  private final String base;
  private final Set<String> upstreams;

  /**
   * @param secret read when the first seal is made or checked
   * @param base the beginning of all URLs, without a slash at its end
   * @param upstreams the names of the upstreams that get such URLs
   */
  CallbackUrls(Supplier<byte[]> secret, String base, Set<String> upstreams) {
    this.hmac = new Hmac(secret);
    this.base = base;
    this.upstreams = Set.copyOf(upstreams);
  }

  /** The URL for the upstream that a job goes to; empty if that upstream does not call. */
  public Optional<String> address(Job job) {
    var target = JobRow.target(job.state());
    return target != null && upstreams.contains(target.upstream())
        ? Optional.of(base + "/" + job.id() + "/" + seal(job.id()))
        : Optional.empty();
  }

  /** Whether the seal is the one that was made here for this job. */
  public boolean isGenuine(String job, String seal) {
    return MessageDigest.isEqual(ascii(seal(job)), ascii(seal));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private String seal(String job) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac.of(job));
  }
}
