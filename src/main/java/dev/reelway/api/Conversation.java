package dev.reelway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.library.Source;
import dev.reelway.library.Sources;
import dev.reelway.order.OrderRefused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code messages} of a chat call come to: the last message of the user is the prompt, its
 * pictures are the references, and what the assistant said before may be what it all starts from.
 *
 * @param prompt the texts of the last user message, a line each
 * @param pictures the pictures of the last user message
 * @param earlier what the assistant has said before it, oldest first
 */
record Conversation(String prompt, List<Source> pictures, List<String> earlier) {

  /** Reads the messages; what is not a conversation is refused with one sentence. */
  static Conversation of(@Nullable JsonNode messages, Sources sources) {
    if (messages == null || !messages.isArray() || messages.isEmpty()) {
      throw refused("messages", "must be a list of at least one message");
    }
    int last = lastOfUser(messages);
    var text = new ArrayList<String>();
    var pictures = new ArrayList<Source>();
    read(messages.get(last), "messages[%d]".formatted(last), sources, text, pictures);
    var prompt = String.join("\n", text);
    if (prompt.isBlank()) {
      throw refused("messages[%d].content".formatted(last), "must hold a text: it is the prompt");
    }
    return new Conversation(prompt, pictures, earlier(messages, last));
  }

  private static int lastOfUser(JsonNode messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).path("role").asText().equals("user")) {
        return i;
      }
    }
    throw refused("messages", "must hold a message with the role user");
  }

  private static void read(
      JsonNode message, String where, Sources sources, List<String> text, List<Source> pictures) {
    var content = message.path("content");
    if (content.isTextual()) {
      text.add(content.textValue());
    } else if (content.isArray()) {
      for (int i = 0; i < content.size(); i++) {
        part(content.get(i), "%s.content[%d]".formatted(where, i), sources, text, pictures);
      }
    } else {
      throw refused(where + ".content", "must be a text of at most 32000 characters, or a list");
    }
  }

  private static void part(
      JsonNode part, String where, Sources sources, List<String> text, List<Source> pictures) {
    switch (part.path("type").asText()) {
      case "text", "input_text" -> text.add(text(part, where));
      case "image_url", "input_image", "image" -> sources.add(pictures, where, part);
      default -> throw refused(where + ".type", "must be text or image_url");
    }
  }

  private static String text(JsonNode part, String where) {
    if (!part.path("text").isTextual()) {
      throw refused(where + ".text", "must be a text of at most 32000 characters");
    }
    return part.path("text").textValue();
  }

  /** Messages of other shapes, or longer ones, name no film of ours. */
  private static List<String> earlier(JsonNode messages, int last) {
    var said = new ArrayList<String>();
    for (int i = 0; i < last; i++) {
      var message = messages.get(i);
      if (message.path("role").asText().equals("assistant")) {
        said.add(said(message.path("content")));
      }
    }
    return said;
  }

  private static String said(JsonNode content) {
    if (!content.isArray()) {
      return content.isTextual() ? content.textValue() : "";
    }
    var parts = new ArrayList<String>();
    content.forEach(part -> parts.add(part.path("text").asText()));
    return String.join("\n", parts);
  }

  private static OrderRefused refused(String param, String allowed) {
    return new OrderRefused(param, param + " " + allowed);
  }
}
