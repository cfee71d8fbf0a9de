package dev.reelway.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * An event as it is told, in the shape of OpenAI's webhooks (platform.openai.com/docs/webhooks).
 *
 * @param createdAt unix seconds
 * @param data the job: its id alone for webhooks, and the whole of it for the operator's endpoint
 */
record Wire(
    String id,
    String object,
    @JsonProperty("created_at") long createdAt,
    String type,
    Object data) {

  private static final ObjectWriter JSON = new ObjectMapper().writer();

  static String json(Event event) {
    return json(event, Map.of("id", event.job()));
  }

  static String json(Event event, Object data) {
    var wire = new Wire(event.id(), "event", event.created().getEpochSecond(), event.type(), data);
    try {
      return JSON.writeValueAsString(wire);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
