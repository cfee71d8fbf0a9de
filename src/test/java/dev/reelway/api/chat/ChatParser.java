package dev.reelway.api.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.library.ImageSources;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the messages of a chat as the service does. */
public final class ChatParser {

  private static final ImageSources NONE = new ImageSources((param, link) -> Optional.empty());

  private ChatParser() {}

  /** The prompt of the messages. */
  public static String prompt(@Nullable JsonNode messages) {
    return Conversation.of(messages, NONE).prompt();
  }
}
