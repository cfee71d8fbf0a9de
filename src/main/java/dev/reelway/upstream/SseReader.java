package dev.reelway.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.wire.BoundedJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.hc.core5.http.io.EofSensorInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a response of server-sent events (WHATWG HTML, 9.2) whose data is JSON, while it is
 * received; a single JSON document instead counts as one event. An event longer than 1 MB fails the
 * read, unless the reader is made for longer ones.
 */
public final class SseReader {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.upstreams");
  private static final ObjectMapper JSON = new ObjectMapper(BoundedJson.factory());
  private static final JsonNode NOTHING = JSON.createObjectNode();
  private static final JsonNode DONE = TextNode.valueOf("[DONE]");
  private static final JsonNode END = TextNode.valueOf("");
  private static final String DATA = "data";

  private static final int MAX_EVENT = 1 << 20;

  private final InputStream answer;
  private final int longest;
  private final byte[] buffer = new byte[8192];
  private final StringBuilder data = new StringBuilder();
  private int at;
  private int end;
  private boolean first = true;
  private boolean afterReturn;

  SseReader(InputStream answer) {
    this(answer, MAX_EVENT);
  }

  /**
   * @param longest the most characters of an event; a longer one fails the read
   */
  SseReader(InputStream answer, int longest) {
    this.answer = answer;
    this.longest = longest;
  }

  /**
   * Waits for the next event: a JSON object; an empty object for a comment and anything else that
   * is not an object; or a string at the end.
   */
  public JsonNode next() throws IOException {
    for (var line = line(); line != null; line = line()) {
      if (first && line.stripLeading().startsWith("{")) {
        return document(line);
      }
      first &= line.isBlank();
      if (line.isEmpty()) {
        return event();
      }
      if (!isData(line)) {
        return NOTHING;
      }
    }
    return data.isEmpty() ? END : event();
  }

  /** Whether the stream says that this is its end; a connection may end before. */
  static boolean isDone(JsonNode event) {
    return event == DONE;
  }

  /** Whether the line is data; if so, it is kept until its event is complete. */
  private boolean isData(String line) throws IOException {
    int colon = line.indexOf(':');
    if (!(colon < 0 ? line : line.substring(0, colon)).equals(DATA)) {
      return false;
    }
    var value = colon < 0 ? "" : line.substring(colon + 1);
    data.append(value.startsWith(" ") ? value.substring(1) : value).append('\n');
    requireShort(data.length());
    return true;
  }

  private JsonNode event() {
    var text = data.toString().strip();
    data.setLength(0);
    return text.equals(DONE.textValue()) ? DONE : object(text);
  }

  private JsonNode document(String start) throws IOException {
    data.append(start);
    for (var line = line(); line != null; line = line()) {
      data.append('\n').append(line);
      requireShort(data.length());
    }
    first = false;
    return event();
  }

  private static JsonNode object(String text) {
    try {
      var read = JSON.readTree(text);
      return read != null && read.isObject() ? read : NOTHING;
    } catch (JsonProcessingException ignored) {
      return NOTHING; // an event that is not JSON carries no news
    }
  }

  private void requireShort(int length) throws IOException {
    if (length > longest) {
      throw new IOException("the upstream sent an event that exceeds the size limit");
    }
  }

  /** The next line without its end, which is CR, LF or both; null at the end of the stream. */
  private @Nullable String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = read(); next != '\n' && next != '\r'; next = read()) {
      if (next < 0) {
        return line.size() == 0 ? null : text(line);
      }
      line.write(next);
      requireShort(line.size());
    }
    return text(line);
  }

  /** An LF after a CR belongs to the same line end, but reading must not wait for it. */
  private int read() throws IOException {
    int next = one();
    int real = afterReturn && next == '\n' ? one() : next;
    afterReturn = real == '\r';
    return real;
  }

  private int one() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, answer.read(buffer));
    }
    return at == end ? -1 : buffer[at++] & 0xff;
  }

  private String text(ByteArrayOutputStream line) {
    var text = line.toString(StandardCharsets.UTF_8);
    return first && text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** Closes a response when the exchange ends, in any way, without reading the rest. */
  static void closeWith(Exchange exchange, InputStream answer) {
    exchange.getExchangeExtension().addOnCompletion(new HangUp(answer));
  }

  /** Aborts the request at once, as a normal close would read the rest of the response. */
  static void abort(InputStream answer) {
    try {
      if (answer instanceof EofSensorInputStream call) {
        call.abort();
      } else if (answer instanceof ResponseLimit.Counted call) {
        call.hangUp();
      } else {
        answer.close();
      }
    } catch (IOException e) {
      LOG.debug("The connection to an upstream could not be closed", e);
    }
  }

  /** Runs before Camel closes the stream, which would read the rest of it. */
  private static final class HangUp extends SynchronizationAdapter {

    private final InputStream answer;

    HangUp(InputStream answer) {
      this.answer = answer;
    }

    @Override
    public boolean allowHandover() {
      return false;
    }

    @Override
    public void onDone(Exchange exchange) {
      SseReader.abort(answer);
    }
  }
}
