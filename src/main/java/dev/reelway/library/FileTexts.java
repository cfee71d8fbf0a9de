package dev.reelway.library;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.reelway.wire.BoundedJson;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads several files out of one text, as a cell of a table or a field of a form has to say them:
 * with {@code |} between them, or as a JSON list or object. No URL, {@code data:} URL or base64
 * contains these characters.
 */
final class FileTexts {

  private static final ObjectMapper JSON =
      JsonMapper.builder(BoundedJson.factory())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private FileTexts() {}

  /** The list or object in a text; empty if the text is one file. */
  static Optional<JsonNode> several(String text) {
    var stripped = text.strip();
    if (stripped.startsWith("[") || stripped.startsWith("{")) {
      return json(stripped);
    }
    if (stripped.indexOf('|') < 0) {
      return Optional.empty();
    }
    var list = JsonNodeFactory.instance.arrayNode();
    Arrays.stream(stripped.split("\\|")).map(String::strip).forEach(list::add);
    return Optional.of(list);
  }

  private static Optional<JsonNode> json(String text) {
    try {
      return Optional.of(JSON.readTree(text)).filter(JsonNode::isContainerNode);
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }
}
