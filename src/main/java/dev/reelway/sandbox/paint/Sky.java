package dev.reelway.sandbox.paint;

import java.util.Random;

/**
 * A sky with a low sun and two drifting clouds. It is smooth enough to be computed only at the
 * corners of 16-pixel cells and interpolated between them.
 */
final class Sky {

  private static final int CELL = 16;

  private final Palette palette;
  private final int width;
  private final int height;
  private final double side;
  private final double sunX;
  private final double sunY;
  private final double radius;
  private final double[] clouds;
  private final int columns;
  private final int[] upper;
  private final int[] lower;
  private final int[] row;

  Sky(Palette palette, Random chances, int width, int height) {
    this.palette = palette;
    this.width = width;
    this.height = height;
    this.side = Math.min(width, height);
    this.sunX = width * (0.22 + 0.5 * chances.nextDouble());
    this.sunY = height * (0.30 + 0.12 * chances.nextDouble());
    this.radius = side * (0.06 + 0.05 * chances.nextDouble());
    this.clouds = chances.doubles(4).toArray();
    this.columns = width / CELL + 2;
    this.upper = new int[columns * 3];
    this.lower = new int[columns * 3];
    this.row = new int[columns * 3];
  }

  /** Paints the rows above {@code end} as they are after this time. */
  void paint(double seconds, int end, int[] pixels) {
    double rise = sunY - side * 0.005 * seconds;
    corners(0, seconds, rise, lower);
    for (int y = 0; y < end; y++) {
      if (y % CELL == 0) {
        System.arraycopy(lower, 0, upper, 0, upper.length);
        corners(y + CELL, seconds, rise, lower);
      }
      between(y % CELL);
      stretch(y, pixels);
    }
    disc(rise, end, pixels);
  }

  private void corners(int y, double seconds, double rise, int[] corners) {
    double down = Math.min(1, y / (0.66 * height));
    double depth = down * down * (3 - 2 * down);
    for (int i = 0; i < columns; i++) {
      double haze = haze(i * CELL, y, seconds);
      double glow = 0.7 * falloff((i * CELL - sunX) / 4 / radius, (y - rise) / 4 / radius);
      for (int channel = 0; channel < 3; channel++) {
        corners[i * 3 + channel] = (int) (light(16 - 8 * channel, depth, haze, glow) * 4096);
      }
    }
  }

  private double haze(double x, double y, double seconds) {
    double haze = 0;
    for (int i = 0; i < 2; i++) {
      double drift = side * (i == 0 ? 0.02 : -0.013) * seconds;
      double dx = (x - clouds[i] * width - drift) / (0.55 * side);
      double dy = (y - (0.08 + 0.4 * clouds[i + 2]) * height) / (0.09 * side);
      haze += 0.3 * falloff(dx, dy);
    }
    return haze;
  }

  private double light(int shift, double depth, double haze, double glow) {
    double horizon = (palette.horizon() >> shift) & 0xFF;
    double light = (palette.zenith() >> shift) & 0xFF;
    light += (horizon - light) * depth;
    light += (horizon - light) * haze;
    return light + (((palette.sun() >> shift) & 0xFF) - light) * glow;
  }

  private static double falloff(double dx, double dy) {
    double spread = 1 + dx * dx + dy * dy;
    return 1 / (spread * spread);
  }

  private void between(int step) {
    for (int i = 0; i < row.length; i++) {
      row[i] = upper[i] * (CELL - step) + lower[i] * step;
    }
  }

  private void stretch(int y, int[] pixels) {
    for (int x = 0, i = 0; x < width; x += CELL, i += 3) {
      int red = row[i];
      int green = row[i + 1];
      int blue = row[i + 2];
      for (int at = y * width + x, end = at + Math.min(CELL, width - x); at < end; at++) {
        int grain = Dither.at(at, y);
        pixels[at] =
            ((red + grain) & 0xFF0000) | (((green + grain) >> 8) & 0xFF00) | ((blue + grain) >> 16);
        red += (row[i + 3] - row[i]) / CELL;
        green += (row[i + 4] - row[i + 1]) / CELL;
        blue += (row[i + 5] - row[i + 2]) / CELL;
      }
    }
  }

  private void disc(double rise, int end, int[] pixels) {
    int top = (int) Math.max(0, rise - radius - 1);
    int bottom = (int) Math.min(end, rise + radius + 2);
    for (int y = top; y < bottom; y++) {
      for (int x = (int) (sunX - radius - 1); x < sunX + radius + 2; x++) {
        double cover = radius - Math.hypot(x + 0.5 - sunX, y + 0.5 - rise) + 0.5;
        if (cover > 0 && x >= 0 && x < width) {
          int at = y * width + x;
          pixels[at] = Palette.mix(pixels[at], palette.sun(), Math.min(1, cover));
        }
      }
    }
  }
}
