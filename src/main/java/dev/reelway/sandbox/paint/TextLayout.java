package dev.reelway.sandbox.paint;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Typesets text in one size.
 *
 * @param size height of a capital, in pixels
 */
record TextLayout(double size) {

  /** More characters than fit into any caption; a prompt may be much longer. */
  private static final int MAX_CHARACTERS = 1000;

  private static final String ELLIPSIS = "...";

  /** The width of a line of text in pixels, up to the start of the next character. */
  double width(String text) {
    double used = 0;
    for (int sign : text.codePoints().toArray()) {
      used += StrokeFont.glyph(sign).advance();
    }
    return used * scale();
  }

  /** The strokes of one line on a baseline. */
  Path2D line(String text, double x, double baseline) {
    var line = new Path2D.Double();
    var position = new AffineTransform(scale(), 0, 0, scale(), x, baseline);
    text.codePoints()
        .mapToObj(StrokeFont::glyph)
        .forEach(
            glyph -> {
              line.append(glyph.strokes().getPathIterator(position), false);
              position.translate(glyph.advance(), 0);
            });
    return line;
  }

  /**
   * Breaks a text into at most {@code most} lines between words; omitted text is replaced by dots.
   */
  List<String> wrap(String text, double width, int most) {
    var lines = new ArrayList<String>();
    var rest = tidied(text);
    while (!rest.isEmpty() && lines.size() < most) {
      int end = lineEnd(rest, width);
      lines.add(rest.substring(0, end).strip());
      rest = rest.substring(end).strip();
    }
    if (!rest.isEmpty()) {
      lines.add(shortened(lines.removeLast(), width));
    }
    return lines;
  }

  private static String tidied(String text) {
    var start = new StringBuilder();
    text.codePoints().limit(MAX_CHARACTERS).forEach(start::appendCodePoint);
    return Normalizer.normalize(start, Normalizer.Form.NFKC).replaceAll("\\s+", " ").strip();
  }

  private int lineEnd(String text, double width) {
    int fits = fitting(text, width);
    int space = text.lastIndexOf(' ', fits);
    return fits == text.length() || space <= 0 ? fits : space;
  }

  private String shortened(String line, double width) {
    return line.substring(0, fitting(line, width - width(ELLIPSIS))).stripTrailing() + ELLIPSIS;
  }

  /** How many characters of the text fit, at least one. */
  private int fitting(String text, double width) {
    int end = 0;
    double used = 0;
    while (end < text.length()) {
      int sign = text.codePointAt(end);
      used += StrokeFont.glyph(sign).advance();
      if (used * scale() > width && end > 0) {
        break;
      }
      end += Character.charCount(sign);
    }
    return end;
  }

  private double scale() {
    return size / StrokeFont.HEIGHT;
  }
}
