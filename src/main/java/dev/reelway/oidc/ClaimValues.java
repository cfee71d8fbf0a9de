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

  /**
   * The same, where a single text may be a list with spaces, as RFC 8693 writes {@code scope}. The
   * texts of an array are whole: a group may have a space in its name, and is no other one.
   */
  static List<String> words(JsonNode claims, String name) {
    var value = find(claims, name);
    return value.isTextual() ? List.of(value.textValue().split(" ")) : of(claims, name);
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
