package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;

/** What clients of the seed look for in the text of a chat. */
final class Chat {

  /** What is said first about a video. */
  static final String WAITING = "> ⌛️ 任务正在队列中，请耐心等待...";

  /** How far a video has come. */
  static final Pattern PROGRESS = Pattern.compile("进度[：:]\\s*(\\d+(?:\\.\\d+)?)\\s*%");

  private static final Pattern VIDEO = Pattern.compile("\\[点击这里]\\((https?://[^)]+)\\)");
  private static final Pattern IMAGE = Pattern.compile("!\\[[^]]*]\\((https?://[^)]+)\\)");

  private Chat() {}

  /** The link of the video that the text tells of. */
  static String video(String text) {
    return found(VIDEO, text);
  }

  /** The link of the first image in the text. */
  static String image(String text) {
    return found(IMAGE, text);
  }

  private static String found(Pattern pattern, String text) {
    var link = pattern.matcher(text);
    assertThat(link.find()).as("a link in: " + text).isTrue();
    return link.group(1);
  }
}
