package dev.reelway.intake;

import dev.reelway.order.OrderRefused;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** What somebody wishes a film to be called, as every sink takes it. */
final class OutputName {

  /** In UTF-8, so that the job's own name and the words of a sink's key have room beside it. */
  private static final int LONGEST = 80;

  /** Composing makes at most a few of its characters one, and takes long over very many marks. */
  private static final int MOST_COMPOSED = 400;

  private OutputName() {}

  /** Letters, digits, dashes and underscores of what was wished, without the ending of a film. */
  static String of(String wished) {
    var plain =
        wished
            .replaceFirst("(?i)\\.(mp4|webm|mov|png|jpe?g|webp)$", "")
            .replaceAll("[^\\p{L}\\p{M}\\p{Nd}_]+", "-");
    var composed = Normalizer.normalize(begin(plain), Normalizer.Form.NFC);
    var name = cut(composed).replaceAll("^[-_]+|[-_]+$", "");
    if (name.isEmpty()) {
      throw new OrderRefused("output_name", "output_name must hold a letter or a digit");
    }
    return name;
  }

  /** More than is kept in the end. */
  private static String begin(String plain) {
    return plain.substring(0, Math.min(plain.length(), MOST_COMPOSED));
  }

  /** Between two characters. */
  private static String cut(String plain) {
    int end = plain.length();
    while (plain.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      end = plain.offsetByCodePoints(end, -1);
    }
    return plain.substring(0, end);
  }
}
