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
import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;

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
  static ObjectNode object(byte[] body) throws IOException {
    try {
      return object(new ByteArrayInputStream(body), () -> true);
    } catch (RequestRefused refused) {
      if (refused.getMessage() instanceof String why && why.startsWith(JsonFaults.NOT_UTF8)) {
        FormText.utf8(body, () -> JsonFaults.BODY); // Jackson is not exact about the byte.
      }
      throw refused;
    }
  }

  /**
   * The same for a longer body.
   *
   * @param isWhole whether the stream is, so far, the body as it was sent
   */
  static ObjectNode object(InputStream body, BooleanSupplier isWhole) throws IOException {
    try {
      var read = READER.readTree(body);
      if (read instanceof ObjectNode object) {
        return object;
      }
      throw JsonFaults.noObject(read);
    } catch (JsonProcessingException broken) {
      throw JsonFaults.of(broken, isWhole.getAsBoolean());
    } catch (CharConversionException broken) {
      throw RequestRefused.unreadableBody(JsonFaults.NOT_UTF8 + ".");
    }
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
