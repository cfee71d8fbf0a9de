package dev.reelway.job;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The words of a search in prompts. A prompt fits if each of them occurs in it, within other words
 * too, in any case and in any Unicode form.
 *
 * @param words none for any prompt
 */
public record PromptWords(List<String> words) {

  /** Any prompt. */
  public static final PromptWords NONE = new PromptWords(List.of());

  public PromptWords {
    words = List.copyOf(words);
  }

  /** The words of a text, at white space. */
  public static PromptWords of(String text) {
    return new PromptWords(
        Stream.of(plain(text).split("\\s+")).filter(word -> !word.isEmpty()).distinct().toList());
  }

  /** Whether there is no word to look for. */
  public boolean isNone() {
    return words.isEmpty();
  }

  boolean fit(String prompt) {
    var plain = plain(prompt);
    return words.stream().allMatch(plain::contains);
  }

  private static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }
}
