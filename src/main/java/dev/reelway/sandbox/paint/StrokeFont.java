package dev.reelway.sandbox.paint;

import static java.util.Objects.requireNonNull;

import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A stroke font for captions, as a server may have no fonts installed. */
final class StrokeFont {

  /** The height of a capital letter, in units of the strokes. */
  static final double HEIGHT = 14;

  private static final double GAP = 3.4;

  private static final Map<Integer, Glyph> GLYPHS =
      StrokeData.STROKES
          .lines()
          .map(StrokeFont::parsed)
          .collect(Collectors.toMap(Glyph::sign, glyph -> glyph));

  private static final Glyph BOX = requireNonNull(GLYPHS.get(0xFFFD));

  private static final Glyph NOTHING = new Glyph(' ', 0, new Path2D.Double());

  /** The strokes of one character, and the distance from its start to the start of the next one. */
  record Glyph(int sign, double advance, Path2D strokes) {}

  private StrokeFont() {}

  /** The glyph of a code point: empty for an invisible character, a box for an unknown one. */
  static Glyph glyph(int codePoint) {
    var known = GLYPHS.get(codePoint);
    if (known != null) {
      return known;
    }
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.CONTROL ->
          NOTHING;
      default -> accented(codePoint);
    };
  }

  private static Glyph accented(int codePoint) {
    var parts = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFD);
    var base = GLYPHS.get(parts.charAt(0) == 'i' ? 'ı' : parts.codePointAt(0));
    if (base == null) {
      return BOX;
    }
    var strokes = new Path2D.Double(base.strokes);
    parts.codePoints().skip(1).forEach(mark -> placeMark(GLYPHS.get(mark), base, strokes));
    return new Glyph(codePoint, base.advance, strokes);
  }

  private static void placeMark(@Nullable Glyph mark, Glyph base, Path2D strokes) {
    if (mark != null) {
      var bounds = base.strokes.getBounds2D();
      boolean below = mark.strokes.getBounds2D().getY() > 0;
      strokes.append(
          mark.strokes.getPathIterator(
              AffineTransform.getTranslateInstance(
                  bounds.getCenterX(), below ? 0 : bounds.getMinY())),
          false);
    }
  }

  private static Glyph parsed(String line) {
    var words = new Scanner(line).useLocale(Locale.ROOT);
    var name = words.next();
    int sign =
        name.startsWith("U+") ? Integer.parseInt(name.substring(2), 16) : name.codePointAt(0);
    double width = words.nextDouble();
    var strokes = new Path2D.Double();
    while (words.hasNext()) {
      draw(words.next(), words, strokes);
    }
    return new Glyph(sign, sign >= 0x300 && sign < 0x370 ? 0 : width + GAP, strokes);
  }

  private static void draw(String command, Scanner words, Path2D strokes) {
    double x = words.nextDouble();
    double y = words.nextDouble();
    switch (command) {
      case "M" -> strokes.moveTo(x, y);
      case "L" -> strokes.lineTo(x, y);
      case "D" -> dot(x, y, strokes);
      case "O" -> strokes.append(oval(x, y, words), false);
      default -> strokes.append(arc(x, y, words), strokes.getCurrentPoint() != null);
    }
  }

  private static void dot(double x, double y, Path2D strokes) {
    strokes.moveTo(x, y);
    strokes.lineTo(x + 0.01, y);
  }

  private static Ellipse2D oval(double x, double y, Scanner words) {
    double across = words.nextDouble();
    double down = words.nextDouble();
    return new Ellipse2D.Double(x - across, y - down, 2 * across, 2 * down);
  }

  private static Arc2D arc(double x, double y, Scanner words) {
    var arc = new Arc2D.Double();
    arc.setFrame(oval(x, y, words).getFrame());
    arc.setAngleStart(words.nextDouble());
    arc.setAngleExtent(words.nextDouble());
    return arc;
  }
}
