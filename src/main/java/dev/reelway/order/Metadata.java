package dev.reelway.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.wire.BoundedJson;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a caller's order, by the rules of OpenAI's APIs: at most 16 strings, each under a
 * name of 1 to 64 characters and with at most 512. Names that begin with {@value #RESERVED} are the
 * service's own: with them it says in which way a video differs from its order.
 */
public final class Metadata {

  /** The beginning of the names that callers may not use. */
  public static final String RESERVED = "made_";

  private static final String NAME = "metadata";
  private static final int MOST_PAIRS = 16;
  private static final int LONGEST_KEY = 64;
  private static final int LONGEST_VALUE = 512;
  private static final ObjectReader JSON =
      JsonMapper.builder(
              BoundedJson.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private Metadata() {}

  /**
   * The metadata of a request or of a list's filter; empty if there is none. A text must be a JSON
   * object, as forms and tables have no other values.
   *
   * @throws OrderRefused if it is not an object, or against the rules
   */
  public static Map<String, String> of(Parameters parameters) {
    var given = parameters.get(NAME);
    if (given == null) {
      return Map.of();
    }
    var object = object(given);
    if (object.size() > MOST_PAIRS) {
      throw refused("metadata must have at most %d keys".formatted(MOST_PAIRS));
    }
    var pairs = new LinkedHashMap<String, String>();
    object.properties().forEach(one -> pairs.put(key(one.getKey()), value(one)));
    return Collections.unmodifiableMap(pairs);
  }

  /** What is allowed, as it follows "must be". */
  static String allowed() {
    return "an object of at most %d strings, with names of at most %d and values of at most %d characters"
        .formatted(MOST_PAIRS, LONGEST_KEY, LONGEST_VALUE);
  }

  private static ObjectNode object(JsonNode given) {
    if ((given.isTextual() ? parsed(given.textValue()) : given) instanceof ObjectNode object) {
      return object;
    }
    throw refused("metadata must be " + allowed());
  }

  private static @Nullable JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException broken) {
      return null;
    }
  }

  private static String key(String key) {
    if (key.isEmpty() || length(key) > LONGEST_KEY || !Prompt.isUnicode(key)) {
      throw refused(
          "metadata keys must have 1 to %d characters, without U+0000 and lone surrogates"
              .formatted(LONGEST_KEY));
    }
    if (key.startsWith(RESERVED)) {
      throw refused(
          "metadata keys must not begin with %s: this service sets them".formatted(RESERVED));
    }
    return key;
  }

  private static String value(Map.Entry<String, JsonNode> one) {
    var name = "%s[%s]".formatted(NAME, one.getKey());
    if (!one.getValue().isTextual()) {
      throw refused(name + " must be a string");
    }
    var value = one.getValue().textValue();
    if (length(value) > LONGEST_VALUE || !Prompt.isUnicode(value)) {
      throw refused(
          "%s must have at most %d characters, without U+0000 and lone surrogates"
              .formatted(name, LONGEST_VALUE));
    }
    return value;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static OrderRefused refused(String sentence) {
    return new OrderRefused(NAME, sentence);
  }

  /** The metadata of a stored order, which has none if it is older. */
  static Map<String, String> stored(@Nullable Map<String, String> metadata) {
    return metadata == null || metadata.isEmpty()
        ? Map.of()
        : Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }
}
