package dev.reelway.sandbox.paint;

import java.awt.Color;
import java.awt.geom.RoundRectangle2D;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Paints the frames of one scene in one size on one canvas, starting with its source or its images,
 * composed for that size.
 */
final class Painter {

  /** Frames per second. */
  static final int RATE = 12;

  private static final Color PLATE = new Color(0, 0, 0, 80);

  private final Scene scene;
  private final Canvas canvas;
  private final Landscape landscape;
  private final @Nullable Landscape before;
  private final OpeningFrames openingFrames;
  private final Caption caption;
  private final TextLayout textLayout;
  private final int[] original;
  private final int[] shield;

  Painter(Scene scene, int width, int height, ImageStore imageStore) throws IOException {
    this.scene = scene;
    this.canvas = Canvas.of(width, height);
    this.landscape = new Landscape(scene, width, height);
    this.before = before(scene, width, height);
    this.openingFrames = OpeningFrames.of(scene, width, height, imageStore);
    this.caption = new Caption(scene, width, height);
    this.textLayout = new TextLayout(Math.min(width, height) * 0.021);
    var mask = scene.images().isEmpty() ? null : scene.mask();
    this.shield = mask == null ? new int[0] : imageStore.shield(mask, width, height);
    this.original =
        mask == null
            ? new int[0]
            : imageStore.view(scene.images().getFirst(), width, height).pixels();
  }

  private static @Nullable Landscape before(Scene scene, int width, int height) {
    var source = scene.from();
    return scene.after() == 0 || source == null ? null : new Landscape(source, width, height);
  }

  /** The frame with this number, from 0. The canvas is reused for the next frame. */
  Canvas frame(int number) {
    double seconds = (double) number / RATE;
    double own = Math.max(0, seconds - scene.after());
    if (before != null && seconds < scene.after()) {
      before.paint(seconds, canvas);
    } else {
      landscape.paint(own, canvas);
      openingFrames.blendOver(canvas, own);
    }
    drawTexts();
    var clock = clock(number);
    plate(clock, canvas.width() - margin() - textLayout.width(clock));
    return canvas;
  }

  /**
   * The scene as an image, without a clock. A remix is blended with its source; uploaded images are
   * drawn behind the nearest hills, with a slight tint of the sky.
   */
  Canvas still() {
    if (scene.images().isEmpty()) {
      landscape.paint(0, canvas);
      openingFrames.blendOver(canvas, 0.5);
    } else {
      landscape.paintSky(canvas);
      canvas.blend(openingFrames.pixels(), 0.85);
      landscape.paintNear(canvas);
    }
    drawTexts();
    restore();
    return canvas;
  }

  /** Outside of the mask, the first image stays as it is. */
  private void restore() {
    if (shield.length > 0) {
      canvas.restore(original, shield);
    }
  }

  private void drawTexts() {
    caption.layOn(canvas);
    if (scene.watermark()) {
      plate("reelway sandbox", margin());
    }
  }

  private void plate(String text, double x) {
    double size = textLayout.size();
    double y = margin();
    double pad = size * 0.9;
    double height = size + 2 * pad;
    double width = textLayout.width(text) + 2 * pad - size * 0.2;
    canvas.fill(
        new RoundRectangle2D.Double(x - pad, y - pad, width, height, height, height), PLATE);
    canvas.stroke(textLayout.line(text, x, y + size), Color.WHITE, size * 0.12);
  }

  private double margin() {
    return Math.min(canvas.width(), canvas.height()) * 0.07;
  }

  private static String clock(int number) {
    int tenths = number * 10 / RATE;
    return String.format(Locale.ROOT, "%02d:%02d.%d", tenths / 600, tenths / 10 % 60, tenths % 10);
  }
}
