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
 * A JSON document that is a list of items, or one item, read one after another: no more than one of
 * them is in memory, and each has at most {@value BoundedJson#MOST_TOKENS} tokens. Keys must be
 * unique in their object.
 */
public final class BoundedItems implements Closeable {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              BoundedJson.ofLists().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build();

  private final Counting parser;
  private boolean begun;
  private boolean isList;

  public BoundedItems(Reader document) throws IOException {
    this.parser = new Counting(MAPPER.getFactory().createParser(document));
  }

  /**
   * The next item, or null after the last one; a null that is no item of a list is nothing.
   *
   * @throws com.fasterxml.jackson.core.JsonProcessingException where the document is malformed, or
   *     an item is too large
   */
  public @Nullable JsonNode next() throws IOException {
    parser.count = 0;
    var token = parser.nextToken();
    if (!begun && token == JsonToken.START_ARRAY) {
      isList = true;
      token = parser.nextToken();
    }
    boolean only = begun && !isList;
    begun = true;
    if (isList && token == JsonToken.END_ARRAY) {
      token = parser.nextToken();
      only = true;
    }
    if (token != null && only) {
      throw new JsonParseException(parser, "More follows after the document");
    }
    JsonNode item = token == null ? null : MAPPER.readTree(parser);
    return item == null || !isList && item.isNull() ? null : item;
  }

  /** Whether the document is a list, once its first item is read. */
  public boolean isList() {
    return isList;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  /** Counts the tokens of one item. */
  private static final class Counting extends JsonParserDelegate {

    private int count;

    Counting(JsonParser parser) {
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
