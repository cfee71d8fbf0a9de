package dev.reelway.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** Finds claims of a token. */
final class ClaimValues {

  private ClaimValues() {}

  /**
   * The texts of a claim: one, or those of an array. A name that no claim has is a path, like
   * {@code realm_access.roles}.
   */
  static List<String> of(JsonNode claims, String name) {
    var value = find(claims, name);
    return (value.isArray() ? value.valueStream() : Stream.of(value))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .toList();
  }

  /** The same, where a text may be a list with spaces, as RFC 8693 writes {@code scope}. */
  static List<String> words(JsonNode claims, String name) {
    return of(claims, name).stream().flatMap(text -> Stream.of(text.split(" "))).toList();
  }

  private static JsonNode find(JsonNode claims, String name) {
    if (claims.has(name)) {
      return claims.path(name);
    }
    var found = claims;
    for (var part : name.split("\\.")) {
      found = found.path(part);
    }
    return found;
  }
}
