package dev.reelway.intake;

import dev.reelway.order.OrderRefused;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** Converts a requested output name to one that every sink accepts. */
final class OutputName {

  /**
   * In bytes of UTF-8, so that a sink's key has room for the job id and the rest of its pattern.
   */
  private static final int MAX_BYTES = 80;

  /**
   * In UTF-16 units. Normalisation merges only a few characters into one, and is slow for very long
   * sequences of combining marks.
   */
  private static final int MAX_NORMALIZED = 400;

  private OutputName() {}

  /**
   * The letters, digits and underscores of the requested name, others replaced by dashes, without
   * the extension of a video or image; at most 80 bytes.
   *
   * @throws OrderRefused if nothing remains
   */
  static String of(String requested) {
    var plain =
        requested
            .replaceFirst("(?i)\\.(mp4|webm|mov|png|jpe?g|webp)$", "")
            .replaceAll("[^\\p{L}\\p{M}\\p{Nd}_]+", "-");
    var composed = Normalizer.normalize(begin(plain), Normalizer.Form.NFC);
    var name = cut(composed).replaceAll("^[-_]+|[-_]+$", "");
    if (name.isEmpty()) {
      throw new OrderRefused("output_name", "output_name must contain a letter or a digit");
    }
    return name;
  }

  /** A prefix that is longer than the result. */
  private static String begin(String plain) {
    return plain.substring(0, Math.min(plain.length(), MAX_NORMALIZED));
  }

  /** Cuts between two characters. */
  private static String cut(String plain) {
    int end = plain.length();
    while (plain.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      end = plain.offsetByCodePoints(end, -1);
    }
    return plain.substring(0, end);
  }
}
