package dev.reelway.api.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.library.ImageSources;
import dev.reelway.library.Reference;
import dev.reelway.order.OrderRefused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code messages} of a chat request. The text of the last user message is the prompt and its
 * images, videos and audio files are the references; earlier assistant messages may link to the
 * video or image to start from.
 *
 * @param prompt the texts of the last user message, joined by line breaks
 * @param images the images, videos and audio files of the last user message
 * @param earlier the texts of the assistant messages before it, oldest first
 */
record Conversation(String prompt, List<Reference> images, List<String> earlier) {

  /** Those of OpenAI's API. Only messages of users and assistants are read. */
  private static final List<String> ROLES =
      List.of("user", "assistant", "system", "developer", "tool", "function");

  /**
   * Reads the messages; anything that is not a conversation with a user's text is refused with
   * {@link OrderRefused}.
   */
  static Conversation of(@Nullable JsonNode messages, ImageSources imageSources) {
    if (messages == null || !messages.isArray() || messages.isEmpty()) {
      throw refused("messages", "must be an array with at least one message");
    }
    checkRoles(messages);
    int last = lastOfUser(messages);
    var text = new ArrayList<String>();
    var images = new ArrayList<Reference>();
    read(messages.get(last), "messages[%d]".formatted(last), imageSources, text, images);
    var prompt = String.join("\n", text);
    if (prompt.isBlank()) {
      throw refused(
          "messages[%d].content".formatted(last), "must contain a text: it is the prompt");
    }
    return new Conversation(prompt, images, earlier(messages, last));
  }

  private static void checkRoles(JsonNode messages) {
    for (int i = 0; i < messages.size(); i++) {
      if (!ROLES.contains(messages.get(i).path("role").asText())) {
        throw refused(
            "messages[%d].role".formatted(i), "must be one of " + String.join(", ", ROLES));
      }
    }
  }

  private static int lastOfUser(JsonNode messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).path("role").asText().equals("user")) {
        return i;
      }
    }
    throw refused("messages", "must contain a message with role user");
  }

  private static void read(
      JsonNode message,
      String where,
      ImageSources imageSources,
      List<String> text,
      List<Reference> images) {
    var content = message.path("content");
    if (content.isTextual()) {
      text.add(content.textValue());
    } else if (content.isArray()) {
      for (int i = 0; i < content.size(); i++) {
        part(content.get(i), "%s.content[%d]".formatted(where, i), imageSources, text, images);
      }
    } else {
      throw refused(
          where + ".content", "must be a string of at most 32000 characters, or an array");
    }
  }

  private static void part(
      JsonNode part,
      String where,
      ImageSources imageSources,
      List<String> text,
      List<Reference> images) {
    switch (part.path("type").asText()) {
      case "text", "input_text" -> text.add(text(part, where));
      case "image_url", "input_image", "image", "video_url", "video", "audio_url", "input_audio" ->
          imageSources.add(images, where, part, null);
      default ->
          throw refused(where + ".type", "must be text, image_url, video_url or input_audio");
    }
  }

  private static String text(JsonNode part, String where) {
    if (!part.path("text").isTextual()) {
      throw refused(where + ".text", "must be a string of at most 32000 characters");
    }
    return part.path("text").textValue();
  }

  /** Content of any other shape reads as empty text, which contains no link. */
  private static List<String> earlier(JsonNode messages, int last) {
    var texts = new ArrayList<String>();
    for (int i = 0; i < last; i++) {
      var message = messages.get(i);
      if (message.path("role").asText().equals("assistant")) {
        texts.add(contentText(message.path("content")));
      }
    }
    return texts;
  }

  private static String contentText(JsonNode content) {
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
