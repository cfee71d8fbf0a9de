package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stream in which an upstream makes images, in the shape of OpenAI's image API (openai-node
 * 7.59.0, {@code resources/images.ts}), as far as it has been received. The finished images are not
 * held in memory.
 */
final class ImageReply {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BASE64 = "b64_json";
  private static final List<String> FACTS = List.of("usage", "background", "quality", "size");

  private final SseReader events;
  private final int count;
  private final ImageStore imageStore;
  private final ObjectNode answer = JSON.createObjectNode();
  private final ArrayNode images = answer.putArray("data");
  private @Nullable JsonNode whole;
  private boolean ended;

  /** Keeps an image in base64. */
  @FunctionalInterface
  interface ImageStore {

    /** The link that stands in its place; empty if the image is. */
    String keep(String base64) throws IOException;
  }

  /**
   * @param count how many images were ordered
   */
  ImageReply(SseReader events, int count, ImageStore imageStore) {
    this.events = events;
    this.count = count;
    this.imageStore = imageStore;
  }

  /** Whether more of the reply is expected. */
  boolean hasNext() {
    return !ended;
  }

  /** Whether an image is finished: it is paid for, even if the next one never comes. */
  boolean hasImage() {
    return !images.isEmpty();
  }

  /** Reads the next event; answers the unfinished image in it, or null if it is another event. */
  @Nullable PartialImage next() throws IOException {
    var event = events.next();
    var type = event.path("type").asText();
    if (type.endsWith(".partial_image")) {
      return PartialImage.of(event);
    }
    if (type.endsWith(".completed")) {
      add(event);
    } else if (hasError(event) || type.equals("error")) {
      answer.set("error", hasError(event) ? event.path("error") : event);
      ended = true;
    } else if (event.path("data").isArray()) {
      whole = withLinks(event); // the upstream does not stream
    }
    ended |= !event.isObject() || whole != null || images.size() >= count;
    return null;
  }

  private static boolean hasError(JsonNode event) {
    return event.hasNonNull("error") && !"".equals(event.path("error").textValue());
  }

  private void add(JsonNode event) throws IOException {
    var image = JSON.createObjectNode();
    if (event.path("url").isTextual()) {
      image.set("url", event.path("url"));
    }
    if (event.path(BASE64).isTextual()) {
      image.put(BASE64, imageStore.keep(event.path(BASE64).textValue()));
    }
    images.add(image);
    FACTS.stream().filter(event::hasNonNull).forEach(key -> answer.set(key, event.path(key)));
  }

  private JsonNode withLinks(JsonNode document) throws IOException {
    for (var image : document.path("data")) {
      if (image instanceof ObjectNode known && image.path(BASE64).isTextual()) {
        known.put(BASE64, imageStore.keep(image.path(BASE64).textValue()));
      }
    }
    return document;
  }

  /**
   * The reply as it would be without a stream, with links in place of images in base64.
   *
   * @throws IOException if the stream has ended with neither an image nor an error: there may be an
   *     image all the same
   */
  JsonNode last() throws IOException {
    if (whole == null && images.isEmpty() && !answer.has("error")) {
      throw new IOException("The upstream's stream has ended before its image.");
    }
    if (images.isEmpty()) {
      answer.remove("data");
    }
    return whole == null ? answer : whole;
  }
}
