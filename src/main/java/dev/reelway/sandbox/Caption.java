package dev.reelway.sandbox;

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
    var lettering = new Lettering(side * 0.029);
    var lines =
        lettering.wrap(scene.prompt(), Math.min(width - 2 * margin, 46 * lettering.size()), 4);
    this.strip = Canvas.clear(width, (int) (side * 0.4));
    double baseline = strip.height() - margin - (lines.size() - 1) * leading(lettering);
    var origin = origin(scene);
    if (!origin.isEmpty()) {
      var small = new Lettering(lettering.size() * 0.66);
      write(small, origin, margin, baseline - leading(lettering));
    }
    write(lettering, lines, margin, baseline);
  }

  private static String origin(Scene scene) {
    return switch (scene.pictures().size()) {
      case 0 -> scene.from() == null ? "" : "remix";
      case 1 -> "from an image";
      default -> "from %d images".formatted(scene.pictures().size());
    };
  }

  void layOn(Canvas canvas) {
    canvas.lay(strip, 0, canvas.height() - strip.height());
  }

  private void write(Lettering lettering, List<String> lines, double x, double baseline) {
    for (var line : lines) {
      write(lettering, line, x, baseline);
      baseline += leading(lettering);
    }
  }

  private void write(Lettering lettering, String line, double x, double baseline) {
    var strokes = lettering.line(line, x, baseline);
    strip.stroke(strokes, SHADOW, lettering.size() * 0.28);
    strip.stroke(strokes, Color.WHITE, lettering.size() * 0.115);
  }

  private static double leading(Lettering lettering) {
    return lettering.size() * 2;
  }
}
