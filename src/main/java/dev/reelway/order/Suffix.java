package dev.reelway.order;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The suffixes of {@code sora_video2}, in any order, each after a {@code -}. */
public enum Suffix {
  PORTRAIT("orientation"),
  LANDSCAPE("orientation"),
  HD("definition"),
  _10S("length"),
  _15S("length"),
  _25S("length"),
  PRO("grade");

  /** What the suffix sets. Two suffixes that set the same thing contradict each other. */
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

  /** The suffix as it appears in a model name. */
  public String text() {
    var name = name().toLowerCase(Locale.ROOT);
    return name.startsWith("_") ? name.substring(1) : name;
  }

  boolean contradicts(Suffix other) {
    return this != other && about.equals(other.about);
  }
}
