package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;

/** What clients of the seed look for in the text of a chat. */
final class Chat {

  /** What is said first about a film. */
  static final String WAITING = "> ⌛️ 任务正在队列中，请耐心等待...";

  /** How far a film has come. */
  static final Pattern PROGRESS = Pattern.compile("进度[：:]\\s*(\\d+(?:\\.\\d+)?)\\s*%");

  private static final Pattern FILM = Pattern.compile("\\[点击这里]\\((https?://[^)]+)\\)");
  private static final Pattern PICTURE = Pattern.compile("!\\[[^]]*]\\((https?://[^)]+)\\)");

  private Chat() {}

  /** The link of the film that the text tells of. */
  static String film(String text) {
    return found(FILM, text);
  }

  /** The link of the first picture in the text. */
  static String picture(String text) {
    return found(PICTURE, text);
  }

  private static String found(Pattern pattern, String text) {
    var link = pattern.matcher(text);
    assertThat(link.find()).as("a link in: " + text).isTrue();
    return link.group(1);
  }
}
