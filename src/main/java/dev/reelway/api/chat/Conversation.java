package dev.reelway.api.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.library.ImageSources;
import dev.reelway.library.Reference;
import dev.reelway.order.OrderRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@code messages} of a chat request. The text of the last user message is the prompt and its
 * images, videos and audio files are the references. If it has none, the order starts from what the
 * conversation shows last: a link to a video or image, or files of the user.
 *
 * @param prompt the texts of the last user message, joined by line breaks
 * @param images the images, videos and audio files of the last user message
 * @param texts those of users and assistants that follow the earlier files, the prompt too, oldest
 *     first: they may link to something
 * @param earlier the files of the last user message before it that has any. They are read only
 *     where no text links to anything
 */
record Conversation(
    String prompt, List<Reference> images, List<String> texts, Supplier<List<Reference>> earlier) {

  /** Those of OpenAI's API. Only messages of users and assistants are read. */
  private static final List<String> ROLES =
      List.of("user", "assistant", "system", "developer", "tool", "function");

  private static final Set<String> TEXTS = Set.of("text", "input_text");

  private static final Set<String> FILES =
      Set.of("image_url", "input_image", "image", "video_url", "video", "audio_url", "input_audio");

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
    int earlier = lastWithFiles(messages, last);
    return new Conversation(
        prompt,
        images,
        texts(messages, earlier + 1, last),
        () -> files(messages, earlier, imageSources));
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
      if (isOf("user", messages.get(i))) {
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
    var type = part.path("type").asText();
    if (TEXTS.contains(type)) {
      text.add(text(part, where));
    } else if (FILES.contains(type)) {
      imageSources.add(images, where, part, null);
    } else {
      throw refused(where + ".type", "must be text, image_url, video_url or input_audio");
    }
  }

  private static String text(JsonNode part, String where) {
    if (!part.path("text").isTextual()) {
      throw refused(where + ".text", "must be a string of at most 32000 characters");
    }
    return part.path("text").textValue();
  }

  /** The place of the last user message with files before another one, or -1. */
  private static int lastWithFiles(JsonNode messages, int before) {
    int i = before - 1;
    while (i >= 0 && !(isOf("user", messages.get(i)) && hasFiles(messages.get(i)))) {
      i--;
    }
    return i;
  }

  private static boolean isOf(String role, JsonNode message) {
    return message.path("role").asText().equals(role);
  }

  private static boolean hasFiles(JsonNode message) {
    for (var part : message.path("content")) {
      if (isFile(part)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFile(JsonNode part) {
    return FILES.contains(part.path("type").asText());
  }

  /** The files of an earlier message, whatever else it contains. */
  private static List<Reference> files(JsonNode messages, int at, ImageSources imageSources) {
    var files = new ArrayList<Reference>();
    var content = messages.path(at).path("content");
    for (int i = 0; i < content.size(); i++) {
      if (isFile(content.get(i))) {
        var where = "messages[%d].content[%d]".formatted(at, i);
        imageSources.add(files, where, content.get(i), null);
      }
    }
    return files;
  }

  /** Content of any other shape reads as empty text, which contains no link. */
  private static List<String> texts(JsonNode messages, int first, int last) {
    var texts = new ArrayList<String>();
    for (int i = first; i <= last; i++) {
      var message = messages.get(i);
      if (isOf("assistant", message) || isOf("user", message)) {
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
