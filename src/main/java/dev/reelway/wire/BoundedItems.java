package dev.reelway.wire;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON document that is an array of items, or a single item, one item at a time: only one
 * is in memory, and each has at most {@value BoundedJson#MOST_TOKENS} tokens. Duplicate keys in an
 * object are refused.
 */
public final class BoundedItems implements Closeable {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              BoundedJson.ofLists().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build();

  private final TokenCounter parser;
  private boolean begun;
  private boolean isList;

  public BoundedItems(Reader document) throws IOException {
    this.parser = new TokenCounter(MAPPER.getFactory().createParser(document));
  }

  /**
   * The next item, or null after the last one. A document that is JSON {@code null} has no items.
   *
   * @throws com.fasterxml.jackson.core.JsonProcessingException if the document is malformed, or an
   *     item has too many tokens
   */
  public @Nullable JsonNode next() throws IOException {
    parser.count = 0;
    var token = parser.nextToken();
    if (!begun && token == JsonToken.START_ARRAY) {
      isList = true;
      token = parser.nextToken();
    }
    boolean complete = begun && !isList;
    begun = true;
    if (isList && token == JsonToken.END_ARRAY) {
      token = parser.nextToken();
      complete = true;
    }
    if (token != null && complete) {
      throw new JsonParseException(parser, "Unexpected content after the end of the document");
    }
    JsonNode item = token == null ? null : MAPPER.readTree(parser);
    return item == null || !isList && item.isNull() ? null : item;
  }

  /** Whether the document is an array; known after the first item is read. */
  public boolean isList() {
    return isList;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  /** Counts the tokens of one item. */
  private static final class TokenCounter extends JsonParserDelegate {

    private int count;

    TokenCounter(JsonParser parser) {
      super(parser);
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
      if (++count > BoundedJson.MOST_TOKENS) {
        throw new StreamConstraintsException("An item has too many tokens", currentLocation());
      }
      return super.nextToken();
    }
  }
}
