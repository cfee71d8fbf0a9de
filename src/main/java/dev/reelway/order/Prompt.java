package dev.reelway.order;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The rules for a prompt: they are the same at every door. */
public final class Prompt {

  private static final int LONGEST = 32_000;

  private Prompt() {}

  /** Answers the call's prompt, or refuses it with a sentence. */
  public static String of(Wishes wishes) {
    var prompt = wishes.text("prompt");
    if (prompt == null || prompt.isBlank()) {
      throw refused("prompt is missing: it must be a text of 1 to 32000 characters");
    }
    if (prompt.codePointCount(0, prompt.length()) > LONGEST) {
      throw refused("prompt is too long: it must be a text of 1 to 32000 characters");
    }
    if (prompt.indexOf('\0') >= 0 || !encodes(prompt)) {
      throw refused("prompt must be Unicode text without U+0000 and without lone surrogates");
    }
    return prompt;
  }

  private static boolean encodes(String text) {
    try {
      StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException loneSurrogate) {
      return false;
    }
  }

  private static OrderRefused refused(String sentence) {
    return new OrderRefused("prompt", sentence);
  }
}
