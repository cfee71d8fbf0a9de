package dev.reelway.sandbox;

import java.awt.Color;
import java.awt.geom.RoundRectangle2D;
import java.io.IOException;
import java.util.Locale;

/**
 * Paints one scene in one size, frame after frame, on one canvas, beginning with what it starts
 * from: a source or pictures, composed anew for its own shape.
 */
final class Painter {

  /** Frames of film in a second. */
  static final int RATE = 12;

  private static final Color PLATE = new Color(0, 0, 0, 80);

  private final Scene scene;
  private final Canvas canvas;
  private final Landscape landscape;
  private final Opening opening;
  private final Caption caption;
  private final Lettering lettering;

  Painter(Scene scene, int width, int height, Album album) throws IOException {
    this.scene = scene;
    this.canvas = Canvas.of(width, height);
    this.landscape = new Landscape(scene, width, height);
    this.opening = Opening.of(scene, width, height, album);
    this.caption = new Caption(scene, width, height);
    this.lettering = new Lettering(Math.min(width, height) * 0.021);
  }

  /** The frame of that number, counted from 0. The next one is painted over it. */
  Canvas frame(int number) {
    double seconds = (double) number / RATE;
    landscape.paint(seconds, canvas);
    opening.veil(canvas, seconds);
    letter();
    var clock = clock(number);
    plate(clock, canvas.width() - margin() - lettering.width(clock));
    return canvas;
  }

  /**
   * The scene as a picture of its own, without a clock. A remix is half its source; given pictures
   * stand behind the scene's nearest hills, in a breath of its light.
   */
  Canvas still() {
    if (scene.pictures().isEmpty()) {
      landscape.paint(0, canvas);
      opening.veil(canvas, 0.5);
    } else {
      landscape.paintSky(canvas);
      canvas.veil(opening.pixels(), 0.85);
      landscape.paintNear(canvas);
    }
    letter();
    return canvas;
  }

  private void letter() {
    caption.layOn(canvas);
    if (scene.watermark()) {
      plate("reelway sandbox", margin());
    }
  }

  private void plate(String text, double x) {
    double size = lettering.size();
    double y = margin();
    double pad = size * 0.9;
    double height = size + 2 * pad;
    double width = lettering.width(text) + 2 * pad - size * 0.2;
    canvas.fill(
        new RoundRectangle2D.Double(x - pad, y - pad, width, height, height, height), PLATE);
    canvas.stroke(lettering.line(text, x, y + size), Color.WHITE, size * 0.12);
  }

  private double margin() {
    return Math.min(canvas.width(), canvas.height()) * 0.07;
  }

  private static String clock(int number) {
    int tenths = number * 10 / RATE;
    return String.format(Locale.ROOT, "%02d:%02d.%d", tenths / 600, tenths / 10 % 60, tenths % 10);
  }
}
