package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.springframework.core.io.Resource;

/** Makes a URL of each file of an order, for dialects that send them inside JSON. */
public final class ReferenceUrls {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The URLs of an order's references, and at their end of its mask or markup: the link where the
   * order has one, because the file is larger than what the target takes within a request;
   * otherwise the whole file as a {@code data:} URL.
   *
   * @param order the order as a submit gets it
   * @param files the files, as {@link Resource}s that a sink has opened
   */
  public ArrayNode urls(JsonNode order, List<?> files) throws IOException {
    var references = order.path("references");
    var all = JSON.createArrayNode();
    for (int i = 0; i < files.size(); i++) {
      var said = i < references.size() ? references.get(i) : order.path("guide");
      all.add(
          said.hasNonNull("url") ? said.get("url").asText() : data(said, (Resource) files.get(i)));
    }
    return all;
  }

  /**
   * The URL of the source of an edit: its link where the order has one, or else the whole file.
   *
   * @param order the order as a submit gets it
   * @param files the source video, as a {@link Resource} that a sink has opened; empty if the
   *     upstream made it
   * @param most the largest file in bytes that may be sent whole
   * @return empty if there is no file, or a larger one without a link
   */
  public String source(JsonNode order, List<?> files, long most) throws IOException {
    var source = order.path("source");
    if (source.hasNonNull("url")) {
      return source.get("url").asText();
    }
    return files.isEmpty() || ((Resource) files.getFirst()).contentLength() > most
        ? ""
        : data(source, (Resource) files.getFirst());
  }

  private static String data(JsonNode said, Resource file) throws IOException {
    var type = said.path("type").asText(Multipart.type(file).getMimeType());
    var base64 = Base64.getEncoder().encodeToString(file.getContentAsByteArray());
    return "data:" + type + ";base64," + base64;
  }
}
