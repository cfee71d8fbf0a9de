package dev.reelway.job;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Where upstreams call when a render changes: {@code <base>/<job>/<seal>}, an address a job. The
 * seal is an HMAC-SHA256 of the job's name, so that nobody calls but who was told. The address is
 * the same each time that an order is sent, and is logged nowhere.
 */
public final class CallbackUrls {

  /**
   * What all addresses begin with; the API knows it.
   *
   * @param url without a slash at its end
   */
  public record Base(String url) {}

  private final Supplier<byte[]> secret;
  private final String base;
  private final Set<String> upstreams;
  private @Nullable Mac keyed;

  /**
   * @param secret asked for once there is something to seal or to open
   * @param base what all addresses begin with, without a slash at its end
   * @param upstreams who is told an address; nobody else calls
   */
  CallbackUrls(Supplier<byte[]> secret, String base, Set<String> upstreams) {
    this.secret = secret;
    this.base = base;
    this.upstreams = Set.copyOf(upstreams);
  }

  /** Where the upstream calls that a job goes to; empty where it does not call. */
  public Optional<String> address(Job job) {
    var target = JobRow.target(job.state());
    return target != null && upstreams.contains(target.upstream())
        ? Optional.of(base + "/" + job.id() + "/" + seal(job.id()))
        : Optional.empty();
  }

  /** Whether a call came to an address that was made here. */
  public boolean isGenuine(String job, String seal) {
    return MessageDigest.isEqual(ascii(seal(job)), ascii(seal));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private String seal(String job) {
    try {
      var sealed = ((Mac) keyed().clone()).doFinal(job.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized Mac keyed() {
    var known = keyed == null ? keyed(secret.get()) : keyed;
    keyed = known;
    return known;
  }

  private static Mac keyed(byte[] secret) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
