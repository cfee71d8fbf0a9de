package dev.reelway.licence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;

/**
 * The terms of a licence as text, there and back. A newer version may have added a term: an older
 * one does not read it, and leaves it where it is.
 */
final class TermsText {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private TermsText() {}

  /**
   * @throws JsonProcessingException if this version cannot read it
   */
  static LicenceTerms read(String text) throws JsonProcessingException {
    return JSON.readValue(text, LicenceTerms.class);
  }

  static String of(LicenceTerms terms) {
    return JSON.<ObjectNode>valueToTree(terms).toString();
  }

  /** The terms that take the place of those of a text, with what this version does not know. */
  static String replacing(String stored, LicenceTerms terms) {
    try {
      ObjectNode next = JSON.valueToTree(terms);
      keepUnknown(JSON.readTree(stored), JSON.valueToTree(read(stored)), next);
      return next.toString();
    } catch (JsonProcessingException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void keepUnknown(JsonNode stored, JsonNode known, ObjectNode next) {
    for (var field : stored.properties()) {
      var name = field.getKey();
      if (!known.has(name)) {
        next.set(name, field.getValue());
      } else if (next.get(name) instanceof ObjectNode inner) {
        keepUnknown(field.getValue(), known.path(name), inner);
      }
    }
  }
}
