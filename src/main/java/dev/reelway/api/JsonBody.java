package dev.reelway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.wire.BoundedJson;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads and writes the JSON of the API. Reading is strict and bounded. */
public final class JsonBody {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              BoundedJson.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final ObjectReader READER = MAPPER.reader();
  private static final ObjectWriter WRITER = MAPPER.writer();

  private JsonBody() {}

  /**
   * Reads a body that must be one JSON object; anything else is refused with {@link
   * RequestRefused}.
   */
  static ObjectNode object(InputStream body) throws IOException {
    try {
      if (READER.readTree(body) instanceof ObjectNode object) {
        return object;
      }
      throw noObject();
    } catch (JsonProcessingException | CharConversionException broken) {
      throw noObject();
    }
  }

  private static RequestRefused noObject() {
    return RequestRefused.unreadableBody(
        "The body must be one JSON object of at most %d levels and %d tokens, without duplicate keys."
            .formatted(BoundedJson.DEEPEST, BoundedJson.MOST_TOKENS));
  }

  public static String text(Object value) {
    try {
      return WRITER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(Object value) {
    try {
      return WRITER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
