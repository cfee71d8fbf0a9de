package dev.reelway.order;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The rules for a prompt, which are the same for every entry point. */
public final class Prompt {

  private static final int MAX_CHARACTERS = 32_000;

  private Prompt() {}

  /**
   * The prompt of a request: 1 to 32,000 characters. A missing, blank or longer one, U+0000 and
   * lone surrogates are refused.
   */
  public static String of(Parameters parameters) {
    var prompt = parameters.text("prompt");
    if (prompt == null || prompt.isBlank()) {
      throw refused("prompt is required: it must be a string of 1 to 32000 characters");
    }
    if (prompt.codePointCount(0, prompt.length()) > MAX_CHARACTERS) {
      throw refused("prompt is too long: it must be a string of 1 to 32000 characters");
    }
    return prompt;
  }

  /** Whether a text can be stored and sent: it has no U+0000 and no lone surrogate. */
  static boolean isUnicode(String text) {
    return text.indexOf('\0') < 0 && encodes(text);
  }

  private static boolean encodes(String text) {
    try {
      StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException ignored) {
      // Only a lone surrogate cannot be encoded.
      return false;
    }
  }

  private static OrderRefused refused(String sentence) {
    return new OrderRefused("prompt", sentence);
  }
}
