package dev.reelway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.media.UploadedContent;
import dev.reelway.order.OrderParameter;
import dev.reelway.order.Parameters;
import dev.reelway.wire.Causes;
import dev.reelway.wire.PlainText;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.StringTokenizer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.MultipartStream.MalformedStreamException;
import org.apache.tomcat.util.http.fileupload.impl.FileCountLimitExceededException;
import org.apache.tomcat.util.http.fileupload.impl.IOFileUploadException;
import org.apache.tomcat.util.http.fileupload.impl.SizeException;

/**
 * Reads the parameters of a request from a JSON body, a form, a multipart form and the query
 * string. Bodies over the limit, unsupported media types and too many fields are refused with
 * {@link RequestRefused}.
 */
public final class RequestReader {

  private static final String READ = RequestReader.class.getName();
  private static final int MAX_FIELD = 1 << 20;

  /** Longer than any prompt, even if each of its characters is written as two escapes. */
  private static final int MAX_STRING = 1 << 19;

  private static final long MAX_IN_MEMORY = 4 << 20;

  /** Fields of uploads and images are sent as files, by some clients without a file name. */
  private static final Predicate<String> FILES =
      name ->
          OrderParameter.named(name.replaceFirst("\\[\\d*]$", ""))
              .filter(OrderParameter::isMedia)
              .isPresent();

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
      case "multipart/form-data" -> multipart(call);
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
  private static JsonNode whole(JsonNode value, JsonStringSpooler strings) {
    return switch (value.getNodeType()) {
      case STRING ->
          strings
              .find(value.textValue())
              .<JsonNode>map(file -> new POJONode(text(() -> Files.newInputStream(file))))
              .orElse(value);
      case OBJECT -> {
        ((ObjectNode) value)
            .properties()
            .forEach(one -> one.setValue(whole(one.getValue(), strings)));
        yield value;
      }
      case ARRAY -> {
        var list = (ArrayNode) value;
        IntStream.range(0, list.size()).forEach(i -> list.set(i, whole(list.get(i), strings)));
        yield value;
      }
      default -> value;
    };
  }

  private static UploadedContent text(UploadedContent.Opener opener) {
    return new UploadedContent(null, true, opener);
  }

  private Parameters form(HttpServletRequest call) throws IOException {
    var body = bytes(call.getInputStream(), Math.min(largest, MAX_FIELD));
    return pairs(FormText.utf8(body, () -> "The form"));
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

  private static String valueOf(String name) {
    return "The value of '%s'".formatted(PlainText.of(name, 64));
  }

  private Parameters multipart(HttpServletRequest call) throws IOException {
    var formFields = new FormFields();
    for (var part : parts(call)) {
      if (!isEmptyChoice(part)) {
        formFields.add(part.getName(), value(part));
      }
    }
    return formFields.parameters();
  }

  /** Tomcat throws anything for a part of parts whose boundary cannot be read. */
  private Collection<Part> parts(HttpServletRequest call) throws IOException {
    try {
      return call.getParts();
    } catch (IOFileUploadException stopped) {
      if (stopped.getCause() instanceof MalformedStreamException) {
        throw refusal(stopped);
      }
      throw stopped;
    } catch (ServletException | RuntimeException | FileUploadException broken) {
      throw refusal(broken);
    }
  }

  /** What a browser sends for a file input in which no file was chosen. */
  private static boolean isEmptyChoice(Part part) {
    return "".equals(part.getSubmittedFileName()) && part.getSize() == 0;
  }

  /**
   * A part is a file if it has a file name, or if its field is for files and its content is binary.
   */
  private static JsonNode value(Part part) throws IOException {
    if (part.getSubmittedFileName() != null) {
      return file(part);
    }
    boolean isForFiles = FILES.test(part.getName());
    if (isForFiles && isBinary(part)) {
      return file(part);
    }
    return isForFiles && part.getSize() > MAX_FIELD
        ? new POJONode(text(part::getInputStream))
        : TextNode.valueOf(text(part));
  }

  private static JsonNode file(Part part) {
    var name = part.getSubmittedFileName();
    return new POJONode(new UploadedContent(name, false, part::getInputStream));
  }

  /** Text that stands for an image, a URL or base64, is plain ASCII. */
  private static boolean isBinary(Part part) throws IOException {
    try (var in = part.getInputStream()) {
      for (byte one : in.readNBytes(16)) {
        if (one < ' ' && one != '\n' && one != '\r' && one != '\t') {
          return true;
        }
      }
      return false;
    }
  }

  private static String text(Part part) throws IOException {
    try (var in = part.getInputStream()) {
      return FormText.utf8(bytes(in, MAX_FIELD), () -> valueOf(part.getName()));
    }
  }

  /** Tomcat distinguishes a form that is too large from a malformed one by its causes only. */
  private RequestRefused refusal(Exception broken) {
    for (var cause : Causes.of(broken)) {
      if (cause instanceof FileCountLimitExceededException many) {
        return RequestRefused.tooManyFields(many.getLimit());
      }
      if (cause instanceof SizeException size && size.getPermittedSize() < largest) {
        return RequestRefused.unreadableBody(
            "The name and headers of a field of the form have more than %d bytes."
                .formatted(size.getPermittedSize()));
      }
      if (cause.getClass().getSimpleName().contains("Limit")) {
        return RequestRefused.tooLarge(largest);
      }
    }
    return RequestRefused.unreadableBody("The multipart form is malformed or incomplete.");
  }

  private static byte[] bytes(InputStream in, long most) throws IOException {
    var read = in.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
    if (read.length > most) {
      throw RequestRefused.tooLarge(most);
    }
    return read;
  }
}
