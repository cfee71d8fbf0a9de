package dev.reelway.sandbox;

import java.awt.Color;
import java.awt.geom.RoundRectangle2D;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Paints one scene in one size, frame after frame, on one canvas. A remix starts where its source
 * ended, composed anew for its own shape, and has left it after a second.
 */
final class Painter {

  /** Frames of film in a second. */
  static final int RATE = 12;

  private static final Color PLATE = new Color(0, 0, 0, 80);

  private final boolean watermark;
  private final Canvas canvas;
  private final Landscape landscape;
  private final int @Nullable [] source;
  private final Caption caption;
  private final Lettering lettering;

  Painter(Scene scene, int width, int height) {
    this.watermark = scene.watermark();
    this.canvas = Canvas.of(width, height);
    this.landscape = new Landscape(scene, width, height);
    this.source = scene.from() == null ? null : lastView(scene.from(), width, height);
    this.caption = new Caption(scene, width, height);
    this.lettering = new Lettering(Math.min(width, height) * 0.021);
  }

  /** The frame of that number, counted from 0. The next one is painted over it. */
  Canvas frame(int number) {
    double seconds = (double) number / RATE;
    landscape.paint(seconds, canvas);
    if (source != null && seconds < 1) {
      canvas.veil(source, 1 - seconds * seconds * (3 - 2 * seconds));
    }
    letter();
    var clock = clock(number);
    plate(clock, canvas.width() - margin() - lettering.width(clock));
    return canvas;
  }

  /** The scene as a picture of its own: it shows no clock, and a remix is half its source. */
  Canvas still() {
    landscape.paint(0, canvas);
    if (source != null) {
      canvas.veil(source, 0.5);
    }
    letter();
    return canvas;
  }

  private void letter() {
    caption.layOn(canvas);
    if (watermark) {
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

  private static int[] lastView(Scene scene, int width, int height) {
    var canvas = Canvas.of(width, height);
    new Landscape(scene, width, height).paint(scene.seconds() - 1.0 / RATE, canvas);
    return canvas.pixels();
  }
}
