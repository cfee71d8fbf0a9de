package dev.reelway.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.reelway.media.DeleteOnCompletion;
import dev.reelway.media.SpoolFolder;
import dev.reelway.wire.BoundedJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Reads upstreams' answers that contain files in base64, without holding all of them in memory. The
 * file of the first such field is {@code inline:0}, that of the next {@code inline:1}; or {@code
 * spooled:0} and {@code spooled:1}, if they are stored in temporary files.
 */
public final class InlineFiles {

  private static final String LINK = "inline:";
  private static final String SPOOLED = "spooled:";
  private static final String FILES = "reelway.spooled";

  /** What is not a file is bounded as in every other answer. */
  private static final JsonFactory FACTORY = factory();

  private static final ObjectMapper JSON = new ObjectMapper();

  /** More than any order is for. */
  private static final int MOST_FILES = 32;

  private final SpoolFolder spoolFolder;

  /**
   * @param spoolFolder holds the temporary files
   */
  public InlineFiles(SpoolFolder spoolFolder) {
    this.spoolFolder = spoolFolder;
  }

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
    var tree = read(answer, field, (number, parser) -> LINK + number);
    return tree.isMissingNode() ? NullNode.getInstance() : tree;
  }

  /**
   * The answer with a link in place of each file, which is kept in a temporary file until the
   * exchange ends: for an answer that cannot be asked for again, however large it is. An empty text
   * is not a file, and is left as it is.
   *
   * @param field the name of the fields that contain files
   * @throws EOFException if the answer is empty
   */
  public JsonNode spool(@Nullable InputStream answer, String field, Exchange exchange)
      throws IOException {
    var tree = read(answer, field, (number, parser) -> spooled(parser::getText, exchange));
    if (tree.isMissingNode()) {
      throw new EOFException("The upstream's answer is empty.");
    }
    return tree;
  }

  /**
   * Keeps a file in base64 in a temporary file until the exchange ends, and answers its link; an
   * empty text if there is nothing to keep.
   */
  String keep(String base64, Exchange exchange) throws IOException {
    return spooled(out -> out.write(base64), exchange);
  }

  private String spooled(Text base64, Exchange exchange) throws IOException {
    var file = spoolFolder.emptyFile();
    exchange.getExchangeExtension().addOnCompletion(new DeleteOnCompletion(file));
    try (var out = Files.newBufferedWriter(file.path())) {
      base64.writeTo(out);
    }
    if (Files.size(file.path()) == 0) {
      return "";
    }
    var files = files(exchange);
    files.add(file.path());
    return SPOOLED + (files.size() - 1);
  }

  /** A text that is written out. */
  @FunctionalInterface
  private interface Text {
    void writeTo(Writer out) throws IOException;
  }

  /** Says what stands in place of a file. */
  @FunctionalInterface
  private interface Link {
    String of(int number, JsonParser parser) throws IOException;
  }

  /** The temporary file of a link, which contains base64; empty if it is another link. */
  public static Optional<Path> spooled(String link, Exchange exchange) {
    var files = files(exchange);
    return IntStream.range(0, files.size())
        .filter(i -> link.equals(SPOOLED + i))
        .mapToObj(files::get)
        .findFirst();
  }

  @SuppressWarnings("unchecked")
  private static List<Path> files(Exchange exchange) {
    List<Path> files = exchange.getProperty(FILES, List.class);
    if (files == null) {
      files = new ArrayList<>();
      exchange.setProperty(FILES, files);
    }
    return files;
  }

  /** The answer with links; missing if it is empty. */
  private static JsonNode read(@Nullable InputStream answer, String field, Link link)
      throws IOException {
    if (answer == null) {
      return MissingNode.getInstance();
    }
    try (answer;
        var parser = FACTORY.createParser(answer);
        var outline = new TokenBuffer(JSON, false)) {
      copy(parser, outline, field, link, answer);
      JsonNode tree = JSON.readTree(outline.asParser());
      return tree == null ? MissingNode.getInstance() : tree;
    }
  }

  /** An answer that is refused may have no end. */
  private static void copy(
      JsonParser parser, TokenBuffer outline, String field, Link link, InputStream answer)
      throws IOException {
    try {
      copy(parser, outline, field, link);
    } catch (IOException | RuntimeException refused) {
      SseReader.abort(answer);
      throw refused;
    }
  }

  private static void copy(JsonParser parser, TokenBuffer outline, String field, Link link)
      throws IOException {
    long length = 0;
    int files = 0;
    for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (!isFile(token, parser, field)) {
        outline.copyCurrentEvent(parser);
        length = bounded(length + (token == JsonToken.VALUE_STRING ? parser.getTextLength() : 0));
      } else if (files < MOST_FILES) {
        outline.writeString(link.of(files++, parser));
      } else {
        throw new StreamConstraintsException("The answer contains too many files.");
      }
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
