package dev.reelway.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.reelway.wire.BoundedJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads upstreams' answers that contain files in base64, without holding a file in memory. The file
 * of the first such field is {@code inline:0}, that of the next {@code inline:1}.
 */
public final class InlineFiles {

  private static final String LINK = "inline:";

  /** What is not a file is bounded as in every other answer. */
  private static final JsonFactory FACTORY = factory();

  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonFactory factory() {
    var bounds = BoundedJson.factory().streamReadConstraints().rebuild();
    var unbounded = bounds.maxDocumentLength(Long.MAX_VALUE).build();
    return BoundedJson.builder().streamReadConstraints(unbounded).build();
  }

  /**
   * The answer with a link in place of each file; null in JSON if it has no body.
   *
   * @param field the name of the fields that contain files
   */
  public JsonNode outline(@Nullable InputStream answer, String field) throws IOException {
    return answer == null ? NullNode.getInstance() : read(answer, field);
  }

  private static JsonNode read(InputStream answer, String field) throws IOException {
    try (answer;
        var parser = FACTORY.createParser(answer);
        var outline = new TokenBuffer(JSON, false)) {
      long length = 0;
      int files = 0;
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (isFile(token, parser, field)) {
          outline.writeString(LINK + files++);
        } else {
          outline.copyCurrentEvent(parser);
          length = bounded(length + (token == JsonToken.VALUE_STRING ? parser.getTextLength() : 0));
        }
      }
      JsonNode tree = JSON.readTree(outline.asParser());
      return tree == null ? NullNode.getInstance() : tree;
    }
  }

  private static long bounded(long length) throws StreamConstraintsException {
    if (length > BoundedJson.LONGEST) {
      throw new StreamConstraintsException("The answer is too large without its files.");
    }
    return length;
  }

  /**
   * One of the files of an answer, decoded.
   *
   * @param field the name of the fields that contain files
   * @param link a link of {@link #outline}
   * @throws IOException if the answer does not contain that file
   */
  public InputStream open(InputStream answer, String field, String link) throws IOException {
    var parser = FACTORY.createParser(answer);
    int files = 0;
    for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (isFile(token, parser, field) && link.equals(LINK + files++)) {
        return Base64.getDecoder().wrap(new InlineText(rest(parser, answer)));
      }
    }
    answer.close();
    throw new IOException("the answer does not contain the file " + link);
  }

  /** What follows the quote that opens the text, of which nothing is read yet. */
  private static InputStream rest(JsonParser parser, InputStream answer) throws IOException {
    var read = new ByteArrayOutputStream();
    parser.releaseBuffered(read);
    return new SequenceInputStream(new ByteArrayInputStream(read.toByteArray()), answer);
  }

  private static boolean isFile(JsonToken token, JsonParser parser, String field)
      throws IOException {
    return token == JsonToken.VALUE_STRING && field.equals(parser.currentName());
  }
}
