package dev.reelway.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of an issuer that sign (RFC 7517). Keys that are not understood, are for
 * something else, or are secrets are left out.
 */
record KeySet(List<JWK> keys) {

  private static final int MOST_TRIED = 5;
  private static final Set<String> TYPES = Set.of("RSA", "EC", "OKP");

  KeySet {
    keys = List.copyOf(keys);
  }

  /** Reads a JSON Web Key Set. */
  static KeySet of(JsonNode document) {
    return new KeySet(
        document.path("keys").valueStream().flatMap(one -> key(one).stream()).toList());
  }

  private static Optional<JWK> key(JsonNode json) {
    try {
      return TYPES.contains(json.path("kty").asText(""))
          ? Optional.of(JWK.parse(json.toString())).filter(KeySet::signs).map(JWK::toPublicJWK)
          : Optional.empty();
    } catch (ParseException | RuntimeException notUnderstood) {
      return Optional.empty();
    }
  }

  private static boolean signs(JWK key) {
    var operations = key.getKeyOperations();
    return (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
        && (operations == null || operations.contains(KeyOperation.VERIFY));
  }

  /**
   * The keys that a signature can be by, five at most: a token that names no key must not cost a
   * check with each of a hundred.
   *
   * @param id the key that the token names, or null if it names none
   */
  List<JWK> fitting(TokenAlgorithm algorithm, @Nullable String id) {
    return keys.stream()
        .filter(key -> id == null || id.equals(key.getKeyID()))
        .filter(algorithm::fits)
        .limit(MOST_TRIED)
        .toList();
  }
}
