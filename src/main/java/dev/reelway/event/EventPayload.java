package dev.reelway.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The JSON payload of an event, in the format of OpenAI's webhooks
 * (platform.openai.com/docs/webhooks).
 *
 * @param createdAt seconds since 1970
 * @param data the job: only its id for webhooks, the whole job for the operator's endpoint
 */
record EventPayload(
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
    var eventPayload =
        new EventPayload(event.id(), "event", event.created().getEpochSecond(), event.type(), data);
    try {
      return JSON.writeValueAsString(eventPayload);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
