package dev.reelway.sandbox.paint;

import java.awt.Color;
import java.util.List;

/**
 * The prompt in at most four lines at the bottom of the frame, and above it the origin of the
 * scene, if it is a remix or starts from images. It is drawn once and laid over every frame.
 */
final class Caption {

  private static final Color SHADOW = new Color(0, 0, 0, 90);

  private final Canvas strip;

  Caption(Scene scene, int width, int height) {
    double side = Math.min(width, height);
    double margin = side * 0.07;
    var textLayout = new TextLayout(side * 0.029);
    var lines =
        textLayout.wrap(scene.prompt(), Math.min(width - 2 * margin, 46 * textLayout.size()), 4);
    this.strip = Canvas.clear(width, (int) (side * 0.4));
    double baseline = strip.height() - margin - (lines.size() - 1) * leading(textLayout);
    var origin = origin(scene);
    if (!origin.isEmpty()) {
      var small = new TextLayout(textLayout.size() * 0.66);
      write(small, origin, margin, baseline - leading(textLayout));
    }
    write(textLayout, lines, margin, baseline);
  }

  private static String origin(Scene scene) {
    return switch (scene.images().size()) {
      case 0 -> scene.from() == null ? "" : "remix";
      case 1 -> "from an image";
      default -> "from %d images".formatted(scene.images().size());
    };
  }

  void layOn(Canvas canvas) {
    canvas.lay(strip, 0, canvas.height() - strip.height());
  }

  private void write(TextLayout textLayout, List<String> lines, double x, double baseline) {
    for (var line : lines) {
      write(textLayout, line, x, baseline);
      baseline += leading(textLayout);
    }
  }

  private void write(TextLayout textLayout, String line, double x, double baseline) {
    var strokes = textLayout.line(line, x, baseline);
    strip.stroke(strokes, SHADOW, textLayout.size() * 0.28);
    strip.stroke(strokes, Color.WHITE, textLayout.size() * 0.115);
  }

  private static double leading(TextLayout textLayout) {
    return textLayout.size() * 2;
  }
}
