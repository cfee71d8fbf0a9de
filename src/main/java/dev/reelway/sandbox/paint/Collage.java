package dev.reelway.sandbox.paint;

import java.awt.Color;
import java.awt.geom.RoundRectangle2D;
import java.io.IOException;
import java.util.List;

/**
 * The images that a scene starts from, on one canvas: the first covers it, the others are drawn
 * over it as small prints, one below the other.
 */
final class Collage {

  private static final Color SHADOW = new Color(0, 0, 0, 70);
  private static final Color PAPER = new Color(0xFB, 0xF8, 0xF2);

  private final Canvas canvas;
  private final double side;

  private Collage(Canvas canvas) {
    this.canvas = canvas;
    this.side = Math.min(canvas.width(), canvas.height());
  }

  /**
   * @param names the names of at least one image in the album
   */
  static Canvas of(List<String> names, ImageStore imageStore, int width, int height)
      throws IOException {
    var collage = new Collage(imageStore.view(names.getFirst(), width, height));
    collage.addPrints(names.subList(1, names.size()), imageStore);
    return collage.canvas;
  }

  /** The prints are placed below the clock of a video and above the caption. */
  private void addPrints(List<String> names, ImageStore imageStore) throws IOException {
    double available = canvas.height() * 0.76 - side * 0.16;
    int pitch = (int) Math.min(side * 0.22, available / Math.max(1, names.size()));
    int size = Math.max(1, (int) (pitch * 0.86));
    int x = (int) (canvas.width() - side * 0.07 - size);
    int y = (int) (side * 0.16);
    for (var name : names) {
      add(imageStore.view(name, size, size), x, y);
      y += pitch;
    }
  }

  private void add(Canvas print, int x, int y) {
    double edge = Math.max(1, print.width() * 0.035);
    fill(print, x, y + edge * 0.8, edge * 1.7, SHADOW);
    fill(print, x, y, edge, PAPER);
    canvas.lay(print, x, y);
  }

  private void fill(Canvas print, double x, double y, double edge, Color color) {
    double width = print.width() + 2 * edge;
    canvas.fill(
        new RoundRectangle2D.Double(x - edge, y - edge, width, width, edge * 2, edge * 2), color);
  }
}
