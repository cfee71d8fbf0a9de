package dev.reelway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.media.UploadedContent;
import dev.reelway.order.Parameters;
import dev.reelway.wire.Causes;
import dev.reelway.wire.PlainText;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.StringTokenizer;
import java.util.regex.Pattern;
import org.apache.coyote.BadRequestException;

/**
 * Reads the parameters of a request from a JSON body, a form, a multipart form and the query
 * string. Bodies over the limit, unsupported media types and too many fields are refused with
 * {@link RequestRefused}.
 */
public final class RequestReader {

  private static final String READ = RequestReader.class.getName();
  static final int MAX_FIELD = 1 << 20;

  /** The most bytes of the texts of a multipart form together, which Tomcat keeps in memory. */
  static final int MAX_TEXTS = 8 << 20;

  /** Longer than any prompt, even if each of its characters is written as two escapes. */
  private static final int MAX_STRING = 1 << 19;

  private static final long MAX_IN_MEMORY = 4 << 20;

  /** How JSON begins; no field of the API has such a name. */
  private static final Pattern JSON = Pattern.compile("\\s*(\\{|\\[\\s*[{\"\\]])");

  private final long largest;
  private final Path folder;

  /**
   * @param largest the largest body, in bytes
   * @param folder where long values are stored until the request ends
   */
  RequestReader(long largest, Path folder) {
    this.largest = largest;
    this.folder = folder;
  }

  /** All parameters of a request with a body, which is read once however often this is called. */
  public Parameters read(HttpServletRequest call) throws IOException {
    var read = call.getAttribute(READ);
    if (read == null) {
      read = parametersOrFailure(call);
      call.setAttribute(READ, read);
    }
    LicensedRequests.requireValid(call);
    return switch (read) {
      case Parameters parameters -> parameters;
      case IOException failure -> throw failure;
      default -> throw (RuntimeException) read;
    };
  }

  /** A body cannot be read a second time, neither with success nor with the same failure. */
  private Object parametersOrFailure(HttpServletRequest call) {
    try {
      var query = query(call);
      return body(call).merge(query);
    } catch (IOException | RuntimeException failure) {
      return Causes.first(failure, BadRequestException.class)
          .<Exception>map(RequestRefused::unreadableBody)
          .orElse(failure);
    }
  }

  /** Lets go of what was read: a request may wait for a long time with nobody asking for it. */
  void forget(HttpServletRequest call) {
    call.removeAttribute(READ);
  }

  /** The parameters of a request: those of its body too if it has been read. */
  public Parameters known(HttpServletRequest call) {
    return call.getAttribute(READ) instanceof Parameters read ? read : query(call);
  }

  /** The parameters of a request without a body. */
  public Parameters query(HttpServletRequest call) {
    var query = call.getQueryString();
    return query == null ? Parameters.NONE : pairs(query);
  }

  private Parameters body(HttpServletRequest call) throws IOException {
    if (Collections.list(call.getHeaders("Content-Encoding")).stream()
        .anyMatch(encoding -> !encoding.equalsIgnoreCase("identity"))) {
      throw RequestRefused.unsupportedEncoding();
    }
    if (call.getContentLengthLong() > largest) {
      throw RequestRefused.tooLarge(largest);
    }
    return switch (mediaType(call)) {
      case "application/json" -> json(call);
      case "application/x-www-form-urlencoded" -> form(call);
      case "multipart/form-data" -> new MultipartReader(largest).parameters(call);
      default -> throw RequestRefused.unsupportedMediaType();
    };
  }

  private static String mediaType(HttpServletRequest call) {
    var type = call.getContentType();
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private Parameters json(HttpServletRequest call) throws IOException {
    long length = call.getContentLengthLong();
    return 0 <= length && length <= MAX_STRING
        ? parameters(JsonBody.object(call.getInputStream().readNBytes((int) length)))
        : longJson(call);
  }

  private static Parameters parameters(ObjectNode body) {
    if (body.size() > FormFields.MOST_FIELDS) {
      throw RequestRefused.tooManyFields(FormFields.MOST_FIELDS);
    }
    var values = new LinkedHashMap<String, JsonNode>();
    body.properties().forEach(one -> values.put(one.getKey(), one.getValue()));
    return new Parameters(values);
  }

  private Parameters longJson(HttpServletRequest call) throws IOException {
    var jsonLimits = new JsonStringSpooler.JsonLimits(MAX_STRING, MAX_IN_MEMORY, largest);
    var strings = new JsonStringSpooler(call.getInputStream(), folder, jsonLimits);
    RequestCleanup.add(call, strings);
    var body = JsonBody.object(strings.json(), strings::isUnchanged);
    return parameters((ObjectNode) whole(body, strings));
  }

  /** The value with each marker replaced by its long string. */
  private static JsonNode whole(JsonNode value, JsonStringSpooler strings) throws IOException {
    switch (value.getNodeType()) {
      case STRING -> {
        var file = strings.find(value.textValue()).orElse(null);
        return file == null ? value : longString(file, strings);
      }
      case OBJECT -> {
        for (var one : value.properties()) {
          one.setValue(whole(one.getValue(), strings));
        }
      }
      case ARRAY -> {
        var list = (ArrayNode) value;
        for (int i = 0; i < list.size(); i++) {
          list.set(i, whole(list.get(i), strings));
        }
      }
      default -> {}
    }
    return value;
  }

  /** A text stays one as far as a prompt may be long: only images and longer ones stay in files. */
  private static JsonNode longString(Path file, JsonStringSpooler strings) throws IOException {
    return Files.size(file) > MAX_STRING || SpooledText.isEncoded(file)
        ? new POJONode(text(() -> Files.newInputStream(file)))
        : TextNode.valueOf(strings.text(file));
  }

  static UploadedContent text(UploadedContent.Opener opener) {
    return new UploadedContent(null, true, opener);
  }

  private Parameters form(HttpServletRequest call) throws IOException {
    var body = bytes(call.getInputStream(), Math.min(largest, MAX_FIELD));
    var text = FormText.utf8(body, () -> "The form");
    if (JSON.matcher(text).lookingAt()) {
      throw RequestRefused.jsonAsForm();
    }
    return pairs(text);
  }

  private static Parameters pairs(String encoded) {
    var formFields = new FormFields();
    for (var pairs = new StringTokenizer(encoded, "&"); pairs.hasMoreTokens(); ) {
      var pair = pairs.nextToken();
      int equals = pair.indexOf('=');
      var name =
          FormText.decoded(equals < 0 ? pair : pair.substring(0, equals), () -> "A field's name");
      var value =
          equals < 0 ? "" : FormText.decoded(pair.substring(equals + 1), () -> valueOf(name));
      formFields.add(name, TextNode.valueOf(value));
    }
    return formFields.parameters();
  }

  static String valueOf(String name) {
    return "The value of '%s'".formatted(PlainText.of(name, 64));
  }

  private static byte[] bytes(InputStream in, long most) throws IOException {
    var read = in.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
    if (read.length > most) {
      throw RequestRefused.tooLarge(most);
    }
    return read;
  }
}
