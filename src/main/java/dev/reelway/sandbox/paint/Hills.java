package dev.reelway.sandbox.paint;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Ranges of hills: distant ones are pale and slow, near ones dark and fast. */
final class Hills {

  private static final int WAVES = 3;

  private final Palette palette;
  private final int width;
  private final int height;
  private final double side;
  private final int count;
  private final double direction;
  private final double[] lengths;
  private final double[] phases;

  /**
   * The top of each range in each column, in units of 1/256 pixel, and its highest and lowest rows.
   */
  private final int[][] tops;

  private final int[] peaks;
  private final int[] dips;
  private final int[] shades = new int[4];

  Hills(Palette palette, Random chances, int width, int height) {
    this.palette = palette;
    this.width = width;
    this.height = height;
    this.side = Math.min(width, height);
    this.count = 4 + chances.nextInt(2);
    this.direction = chances.nextBoolean() ? 1 : -1;
    int waves = WAVES * count;
    this.lengths = chances.doubles(waves, 0.7, 1.3).toArray();
    this.phases = chances.doubles(waves, 0, 2 * Math.PI).toArray();
    this.tops = new int[count][width];
    this.peaks = new int[count];
    this.dips = new int[count];
  }

  /**
   * Moves the hills to their position after this time; answers the number of rows that show sky.
   */
  int move(double seconds) {
    for (int hill = 0; hill < count; hill++) {
      for (int x = 0; x < width; x++) {
        tops[hill][x] = (int) (256 * top(hill, x, seconds));
      }
      peaks[hill] = Arrays.stream(tops[hill]).min().orElseThrow() / 256;
      dips[hill] = Arrays.stream(tops[hill]).max().orElseThrow() / 256 + 1;
    }
    return Math.min(height, IntStream.of(dips).min().orElseThrow());
  }

  void paint(int[] pixels) {
    paint(0, pixels);
  }

  /** Paints only the two nearest ranges. */
  void paintNear(int[] pixels) {
    paint(count - 2, pixels);
  }

  private void paint(int farthest, int[] pixels) {
    int start = Arrays.stream(peaks, farthest, count).min().orElseThrow();
    for (int y = Math.max(0, start); y < height; y++) {
      int hill = nearestCovering(y, farthest);
      if (hill >= farthest) {
        fill(hill, y, pixels);
      }
      while (++hill < count) {
        crest(hill, y, pixels);
      }
    }
  }

  private int nearestCovering(int y, int farthest) {
    int hill = count - 1;
    while (hill >= farthest && dips[hill] > y) {
      hill--;
    }
    return hill;
  }

  private void fill(int hill, int y, int[] pixels) {
    shade(hill, y);
    for (int x = 0, at = y * width; x < width; x++, at++) {
      pixels[at] = shades[x & 3];
    }
  }

  private void crest(int hill, int y, int[] pixels) {
    if (y < peaks[hill]) {
      return;
    }
    shade(hill, y);
    int reach = (y + 1) << 8;
    for (int x = 0, at = y * width; x < width; x++, at++) {
      int cover = reach - tops[hill][x];
      if (cover >= 256) {
        pixels[at] = shades[x & 3];
      } else if (cover > 0) {
        pixels[at] = Palette.mix(pixels[at], shades[x & 3], cover);
      }
    }
  }

  private void shade(int hill, int y) {
    double depth = depth(hill);
    int crest = Palette.mix(palette.far(), palette.near(), depth);
    double down = Math.clamp((y - base(depth)) / (0.22 * height), 0, 1);
    if (depth == 1) {
      Dither.mix(crest, 0, 0.35 * down, y, shades);
    } else {
      Dither.mix(crest, palette.horizon(), 0.5 * (1 - depth) * down, y, shades);
    }
  }

  private double top(int hill, double x, double seconds) {
    double depth = depth(hill);
    double position = x / side + direction * (0.004 + 0.022 * depth) * seconds;
    double sum = 0;
    double length = 1.3;
    double swing = (0.075 - 0.02 * depth) * side;
    for (int wave = hill * WAVES; wave < (hill + 1) * WAVES; wave++) {
      sum += swing * Math.sin(2 * Math.PI * position / (length * lengths[wave]) + phases[wave]);
      length *= 0.42;
      swing *= 0.36;
    }
    return base(depth) - sum;
  }

  private double base(double depth) {
    return height * (0.52 + 0.24 * depth);
  }

  private double depth(int hill) {
    return hill / (count - 1.0);
  }
}
