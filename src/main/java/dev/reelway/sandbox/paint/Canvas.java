package dev.reelway.sandbox.paint;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** An image and its pixels, row by row, each 0xRRGGBB. Both share the same memory. */
record Canvas(BufferedImage image, int[] pixels) {

  static {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  static Canvas of(int width, int height) {
    return of(width, height, BufferedImage.TYPE_INT_RGB);
  }

  /** A canvas to draw over another; it is transparent where nothing is drawn. */
  static Canvas clear(int width, int height) {
    return of(width, height, BufferedImage.TYPE_INT_ARGB_PRE);
  }

  private static Canvas of(int width, int height, int type) {
    var image = new BufferedImage(width, height, type);
    return new Canvas(image, ((DataBufferInt) image.getRaster().getDataBuffer()).getData());
  }

  int width() {
    return image.getWidth();
  }

  int height() {
    return image.getHeight();
  }

  /** Makes squares of one colour of it, as of an image that is not finished. */
  Canvas pixelated(int side) {
    for (int i = 0; i < pixels.length; i++) {
      int row = i / width() / side * side;
      pixels[i] = pixels[row * width() + i % width() / side * side];
    }
    return this;
  }

  /** Blends in the pixels of another image of the same size, with a share of 0 to 1. */
  void blend(int[] other, double share) {
    int weight = (int) Math.round(share * 256);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = Palette.mix(pixels[i], other[i], weight);
    }
  }

  /** Puts in the pixels of another image of the same size, each by its share of 0 to 255. */
  void restore(int[] other, int[] shares) {
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = Palette.mix(pixels[i], other[i], shares[i] / 255.0);
    }
  }

  void fill(Shape shape, Color color) {
    var pen = pen(color);
    pen.fill(shape);
    pen.dispose();
  }

  void stroke(Shape shape, Color color, double thickness) {
    var pen = pen(color);
    pen.setStroke(
        new BasicStroke((float) thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    pen.draw(shape);
    pen.dispose();
  }

  void lay(Canvas other, int x, int y) {
    var pen = image.createGraphics();
    pen.drawImage(other.image, x, y, null);
    pen.dispose();
  }

  /** Covers the canvas with an image, scaled and centred; transparent pixels become white. */
  void cover(BufferedImage source) {
    double scale =
        Math.max((double) width() / source.getWidth(), (double) height() / source.getHeight());
    int across = (int) Math.ceil(source.getWidth() * scale);
    int down = (int) Math.ceil(source.getHeight() * scale);
    var pen = image.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    pen.drawImage(
        source, (width() - across) / 2, (height() - down) / 2, across, down, Color.WHITE, null);
    pen.dispose();
  }

  /** Darkens the lowest third, so that a white caption is readable on any image. */
  void darkenFoot() {
    int start = height() * 2 / 3;
    for (int y = start; y < height(); y++) {
      double share = 0.6 * (y - start) / (height() - start);
      for (int at = y * width(), end = at + width(); at < end; at++) {
        pixels[at] = Palette.mix(pixels[at], 0, share);
      }
    }
  }

  private Graphics2D pen(Color color) {
    var pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    pen.setColor(color);
    return pen;
  }
}
