package dev.reelway.api.chat;

import dev.reelway.order.OrderRefused;
import java.util.List;

/**
 * Which prompts of chats are no orders: chat applications send the model of a chat requests of
 * their own, for a title or for tags, and each of them would be a video that is paid for.
 *
 * @param beginnings what such prompts begin with
 */
public record RefusedPrompts(List<String> beginnings) {

  /** Refuses a prompt that begins with one of the texts, spaces before it aside. */
  void check(String prompt) {
    var text = prompt.stripLeading();
    beginnings.stream()
        .filter(text::startsWith)
        .findFirst()
        .ifPresent(
            beginning -> {
              throw new OrderRefused(
                  "messages",
                  "messages must not end in a prompt that begins with %s: this service refuses them as requests of a chat application"
                      .formatted(beginning));
            });
  }
}
