package dev.reelway.intake;

import dev.reelway.order.OrderRefused;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** What somebody wishes a film to be called, as every sink takes it. */
final class OutputName {

  /** In UTF-8, so that the job's own name and the words of a sink's key have room beside it. */
  private static final int LONGEST = 80;

  private OutputName() {}

  /** Letters, digits, dashes and underscores of what was wished, without the ending of a film. */
  static String of(String wished) {
    var plain =
        Normalizer.normalize(wished, Normalizer.Form.NFC)
            .replaceFirst("(?i)\\.(mp4|webm|mov|png|jpe?g|webp)$", "")
            .replaceAll("[^\\p{L}\\p{M}\\p{Nd}_-]+", "-")
            .replaceAll("-{2,}", "-");
    var name = cut(plain).replaceAll("^[-_]+|[-_]+$", "");
    if (name.isEmpty()) {
      throw new OrderRefused("output_name", "output_name must hold a letter or a digit");
    }
    return name;
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
