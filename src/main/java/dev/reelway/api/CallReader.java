package dev.reelway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.order.Wishes;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.MultipartStream.MalformedStreamException;
import org.apache.tomcat.util.http.fileupload.impl.IOFileUploadException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of a call from wherever callers put them: a JSON body, a form, a multipart
 * form, the query string. Nothing longer than the cap is ever held.
 */
public final class CallReader {

  private static final int LONGEST_FIELD = 1 << 20;

  private final long largest;

  /**
   * @param largest the most bytes a body may have
   */
  public CallReader(long largest) {
    this.largest = largest;
  }

  /** All parameters of a call with a body. */
  public Wishes read(HttpServletRequest call) throws IOException {
    return body(call).and(query(call));
  }

  /** The parameters of a call without a body. */
  public Wishes query(HttpServletRequest call) {
    var query = call.getQueryString();
    return query == null ? Wishes.NONE : pairs(query);
  }

  private Wishes body(HttpServletRequest call) throws IOException {
    var encoding = call.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new CallRefused(
          415, null, "unsupported_media_type", "A Content-Encoding is not supported.");
    }
    if (call.getContentLengthLong() > largest) {
      throw CallRefused.tooLarge(largest);
    }
    return switch (mediaType(call)) {
      case "application/json" -> json(bytes(call.getInputStream(), largest));
      case "application/x-www-form-urlencoded" -> form(call);
      case "multipart/form-data" -> multipart(call);
      default -> throw CallRefused.media();
    };
  }

  private static String mediaType(HttpServletRequest call) {
    var type = call.getContentType();
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static Wishes json(byte[] body) {
    var values = new LinkedHashMap<String, JsonNode>();
    Json.object(body).properties().forEach(one -> values.put(one.getKey(), one.getValue()));
    return new Wishes(values);
  }

  private Wishes form(HttpServletRequest call) throws IOException {
    var body = bytes(call.getInputStream(), Math.min(largest, LONGEST_FIELD));
    return pairs(new String(body, StandardCharsets.UTF_8));
  }

  private static Wishes pairs(String encoded) {
    var fields = new ArrayList<Map.Entry<String, String>>();
    for (var pair : encoded.split("&")) {
      int equals = pair.indexOf('=');
      if (!pair.isEmpty()) {
        var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        fields.add(Map.entry(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))));
      }
    }
    return Wishes.of(fields);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw CallRefused.unreadable("The query or form holds a malformed %-escape.");
    }
  }

  private Wishes multipart(HttpServletRequest call) throws IOException {
    var fields = new ArrayList<Map.Entry<String, String>>();
    try {
      for (var part : call.getParts()) {
        fields.add(field(part));
      }
      return Wishes.of(fields);
    } catch (IOFileUploadException stopped) {
      if (stopped.getCause() instanceof MalformedStreamException) {
        throw refusal(stopped);
      }
      throw stopped;
    } catch (ServletException | IllegalStateException | FileUploadException broken) {
      throw refusal(broken);
    }
  }

  /** A part with a file name is a file, whose name alone matters to those who take no files. */
  private static Map.Entry<String, String> field(Part part) throws IOException {
    boolean isFile = part.getSubmittedFileName() != null;
    return Map.entry(part.getName(), isFile ? "" : text(part));
  }

  private static String text(Part part) throws IOException {
    try (var in = part.getInputStream()) {
      return new String(bytes(in, LONGEST_FIELD), StandardCharsets.UTF_8);
    }
  }

  /** Tomcat tells a form that is too large from one that is broken by its causes alone. */
  private CallRefused refusal(Exception broken) {
    for (@Nullable Throwable cause = broken; cause != null; cause = cause.getCause()) {
      if (cause.getClass().getSimpleName().contains("Limit")) {
        return CallRefused.tooLarge(largest);
      }
    }
    return CallRefused.unreadable("The multipart form is malformed or cut short.");
  }

  private static byte[] bytes(InputStream in, long most) throws IOException {
    var read = in.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
    if (read.length > most) {
      throw CallRefused.tooLarge(most);
    }
    return read;
  }
}
