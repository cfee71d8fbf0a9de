package dev.reelway.licence;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A licence of the ledger.
 *
 * @param name its name, which owns its jobs and never changes
 * @param version grows with each change
 * @param revoked when it was revoked, or null
 * @param keys the keys that open it or did so, the newest last
 */
public record StoredLicence(
    String name,
    LicenceTerms terms,
    long version,
    Instant created,
    @Nullable Instant revoked,
    List<StoredKey> keys) {

  public StoredLicence {
    keys = List.copyOf(keys);
  }

  /**
   * A key, as far as it is known.
   *
   * @param digest its HMAC-SHA256 in hex
   * @param secret tells which secret of the service that was made with
   * @param hint its last four characters
   * @param expires when it stops to work, or null if it does not
   */
  public record StoredKey(
      String digest, String secret, String hint, Instant created, @Nullable Instant expires) {

    /** Whether it opens its licence now. */
    public boolean isValid(Instant now) {
      return expires == null || now.isBefore(expires);
    }

    /** Without the digest, as this may be logged. */
    @Override
    public String toString() {
      return "…" + hint;
    }
  }

  /** Whether the licence is in force. */
  public Status status(Instant now) {
    if (revoked != null) {
      return Status.REVOKED;
    }
    return terms.isExpired(now) ? Status.EXPIRED : Status.ACTIVE;
  }

  /** Whether a licence is in force. */
  public enum Status {
    ACTIVE,
    EXPIRED,
    REVOKED
  }

  /** The rights of its requests. */
  Licence licence() {
    return new Licence(name, terms.scopes(), terms.models(), terms.limits());
  }

  /** The rights of what goes on by itself once the licence is not in force: none. */
  Licence ended() {
    return new Licence(name, Set.of(), Set.of(), terms.limits());
  }
}
