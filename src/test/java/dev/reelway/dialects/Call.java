package dev.reelway.dialects;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What arrived at a server of a test.
 *
 * @param headers by name in lower case
 * @param query empty where there is none
 * @param body each byte of it as a character
 */
record Call(String method, String path, String query, Map<String, String> headers, String body) {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final String FORM = "multipart/form-data; boundary=";
  private static final Pattern PART =
      Pattern.compile(
          "(?s)\r\nContent-Disposition: form-data; name=\"(?<name>[^\"]+)\""
              + "(; filename=\"(?<file>[^\"]+)\")?\r\n"
              + "Content-Type: (?<type>[^;\r]+)[^\r]*\r\n\r\n(?<content>.*)");

  /** Headers that every client may send, as they are about the line and not about the call. */
  private static final Set<String> TRANSPORT =
      Set.of(
          "host",
          "connection",
          "user-agent",
          "accept-encoding",
          "content-length",
          "transfer-encoding");

  static Call of(HttpExchange exchange) throws IOException {
    var headers = new TreeMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) ->
                headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
    var uri = exchange.getRequestURI();
    return new Call(
        exchange.getRequestMethod(),
        uri.getRawPath(),
        Optional.ofNullable(uri.getRawQuery()).orElse(""),
        headers,
        new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The names of the headers that say something about the call. */
  Set<String> words() {
    var names = new TreeSet<>(headers.keySet());
    names.removeAll(TRANSPORT);
    return names;
  }

  boolean isForm() {
    return header("content-type").startsWith(FORM);
  }

  /**
   * The body: JSON, or the fields of a form, of which a file is an object of its name and type and
   * several of one name are an array. Missing where it is neither.
   */
  JsonNode said() {
    try {
      return isForm() ? form() : JSON.readTree(body.getBytes(ISO_8859_1));
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }

  private JsonNode form() {
    var fields = JSON.createObjectNode();
    var boundary = header("content-type").substring(FORM.length());
    for (var part : ("\r\n" + body).split(Pattern.quote("\r\n--" + boundary))) {
      var read = PART.matcher(part);
      if (read.matches()) {
        add(fields, read.group("name"), value(read));
      }
    }
    return fields;
  }

  private static JsonNode value(Matcher part) {
    var file = part.group("file");
    return file == null
        ? JSON.getNodeFactory().textNode(utf8(part.group("content")))
        : JSON.createObjectNode().put("file", file).put("type", part.group("type"));
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(ISO_8859_1), UTF_8);
  }

  private static void add(ObjectNode fields, String name, JsonNode value) {
    var before = fields.get(name);
    if (before == null) {
      fields.set(name, value);
    } else if (before instanceof ArrayNode all) {
      all.add(value);
    } else {
      fields.putArray(name).add(before).add(value);
    }
  }

  /** Whether a secret stands anywhere in it. */
  boolean tells(String secret) {
    return (path + query + headers + body).contains(secret);
  }
}
