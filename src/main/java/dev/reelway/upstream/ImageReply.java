package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.wire.BoundedJson;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stream in which an upstream makes images, in the shape of OpenAI's image API (openai-node
 * 7.59.0, {@code resources/images.ts}), as far as it has been received. The finished images are
 * kept, of {@link BoundedJson#LONGEST} bytes at most.
 */
final class ImageReply {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> FACTS = List.of("usage", "background", "quality", "size");

  private final SseReader events;
  private final int count;
  private final ObjectNode answer = JSON.createObjectNode();
  private final ArrayNode images = answer.putArray("data");
  private @Nullable JsonNode whole;
  private long bytes;
  private boolean ended;

  /**
   * @param count how many images were ordered
   */
  ImageReply(SseReader events, int count) {
    this.events = events;
    this.count = count;
  }

  /** Whether more of the reply is expected. */
  boolean hasNext() {
    return !ended;
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
    } else if (event.has("error") || type.equals("error")) {
      answer.set("error", event.path("error").isMissingNode() ? event : event.path("error"));
      ended = true;
    } else if (event.path("data").isArray()) {
      whole = event; // the upstream does not stream
    }
    ended |= !event.isObject() || whole != null || images.size() >= count;
    return null;
  }

  private void add(JsonNode event) throws IOException {
    var image = images.addObject();
    for (var key : List.of("b64_json", "url")) {
      if (event.path(key).isTextual()) {
        image.set(key, event.path(key));
        bytes += event.path(key).textValue().length();
      }
    }
    if (bytes > BoundedJson.LONGEST) {
      throw new IOException("The images of the upstream's stream exceed the size limit.");
    }
    FACTS.stream().filter(event::hasNonNull).forEach(key -> answer.set(key, event.path(key)));
  }

  /**
   * The reply as it would be without a stream.
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
