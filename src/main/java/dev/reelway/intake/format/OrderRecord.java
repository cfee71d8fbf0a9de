package dev.reelway.intake.format;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import dev.reelway.wire.BoundedJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses an order that is a JSON object: either the parameters of the API with {@code id} or {@code
 * custom_id} as its name, or a line of OpenAI's Batch API: {@code {"custom_id", "method": "POST",
 * "url", "body"}} (platform.openai.com/docs/guides/batch).
 */
public final class OrderRecord {

  public static final ObjectMapper JSON =
      JsonMapper.builder(
              BoundedJson.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** The API paths that an order may have. */
  static final List<String> CALLS =
      List.of("/v1/videos", "/v1/images/generations", "/v1/images/edits");

  private OrderRecord() {}

  public static String tooLarge(String what) {
    return "The %s is too large: at most %d nesting levels and %d values are allowed"
        .formatted(what, BoundedJson.DEEPEST, BoundedJson.MOST_TOKENS);
  }

  public static OrderEntry orderEntry(int line, ObjectNode record) {
    try {
      var parameters = parameters(record);
      return record.has("body") ? call(line, parameters, record) : plain(line, parameters);
    } catch (OrderRefused refused) {
      return OrderEntry.refused(line, null, refused);
    }
  }

  private static Parameters parameters(JsonNode record) {
    var all = new java.util.LinkedHashMap<String, JsonNode>();
    record.properties().forEach(one -> all.put(one.getKey(), one.getValue()));
    return new Parameters(all);
  }

  private static OrderEntry plain(int line, Parameters parameters) {
    var customId = parameters.text("custom_id");
    var id = name(parameters.get("id"));
    if (customId != null && id != null && !customId.equals(id)) {
      throw new OrderRefused("id", "id and custom_id are the same parameter: give only one");
    }
    var name = customId == null ? id : customId;
    return OrderEntry.of(line, name, parameters.without("custom_id").without("id"));
  }

  /** Whole numbers are accepted as names; others lose digits, as 1.10 is 1.1 for a parser. */
  private static @Nullable String name(@Nullable JsonNode id) {
    if (id != null && !id.isTextual() && !id.isNumber()) {
      throw new OrderRefused("id", "id must be a string or a number");
    }
    if (id != null && id.isFloatingPointNumber()) {
      throw new OrderRefused(
          "id", "id must be a string if it is not a whole number: write \"1.10\"");
    }
    return id == null ? null : id.asText();
  }

  private static OrderEntry call(int line, Parameters parameters, ObjectNode record) {
    var id = parameters.text("custom_id");
    if (id == null || id.isEmpty()) {
      throw new OrderRefused("custom_id", "custom_id is required and must be a string");
    }
    try {
      if (!"POST".equals(parameters.text("method"))) {
        throw new OrderRefused("method", "method must be POST");
      }
      var url = parameters.text("url");
      if (url == null || !CALLS.contains(url)) {
        throw new OrderRefused("url", "url must be one of " + String.join(", ", CALLS));
      }
      if (!record.get("body").isObject()) {
        throw new OrderRefused("body", "body must be an object with the parameters of the request");
      }
      return new OrderEntry(line, id, url, parameters(record.get("body")), null);
    } catch (OrderRefused refused) {
      return OrderEntry.refused(line, id, refused);
    }
  }
}
