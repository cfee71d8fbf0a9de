package dev.reelway.order;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What may follow {@code sora_video2}, in any order, each joined by a {@code -}. */
public enum Suffix {
  PORTRAIT("orientation"),
  LANDSCAPE("orientation"),
  HD("definition"),
  _10S("length"),
  _15S("length"),
  _25S("length"),
  PRO("grade");

  /** Two suffixes that speak of the same thing contradict each other. */
  private final String about;

  Suffix(String about) {
    this.about = about;
  }

  static Optional<Suffix> read(String text) {
    return Arrays.stream(values()).filter(suffix -> suffix.text().equals(text)).findFirst();
  }

  static String all() {
    return Arrays.stream(values()).map(Suffix::text).collect(Collectors.joining(", "));
  }

  /** As it stands in a model name. */
  public String text() {
    var name = name().toLowerCase(Locale.ROOT);
    return name.startsWith("_") ? name.substring(1) : name;
  }

  boolean contradicts(Suffix other) {
    return this != other && about.equals(other.about);
  }
}
