package dev.reelway.oidc;

import dev.reelway.licence.TokenLicence;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens that have been verified, by their SHA-256, so that a caller who polls costs no signature
 * each time. One holds until it ends, or until the keys of its issuer change.
 */
final class ValidTokens {

  private static final int MOST = 10_000;

  private final Map<String, Valid> all = new ConcurrentHashMap<>();

  private record Valid(Issuer issuer, KeySet keys, TokenLicence licence) {

    boolean holds(Instant now) {
      return now.isBefore(licence.expires()) && issuer.keys().current().equals(keys);
    }
  }

  Optional<TokenLicence> find(String token, Instant now) {
    return Optional.ofNullable(all.get(digest(token)))
        .filter(one -> one.holds(now))
        .map(Valid::licence);
  }

  /**
   * @param keys what the issuer's keys were before the token was verified
   */
  void add(String token, Issuer issuer, KeySet keys, TokenLicence licence, Instant now) {
    if (all.size() >= MOST) {
      all.values().removeIf(one -> !now.isBefore(one.licence.expires()));
    }
    if (all.size() >= MOST) {
      all.clear();
    }
    all.put(digest(token), new Valid(issuer, keys, licence));
  }

  private static String digest(String token) {
    try {
      var bytes = token.getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
