package dev.reelway.sandbox.paint;

/**
 * A fixed 4 × 4 dither pattern of fractions of one brightness step, which prevents bands in slow
 * gradients.
 */
final class Dither {

  private static final int[] PATTERN = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};

  private Dither() {}

  /** The fraction at a pixel, in units of 1/65536. */
  static int at(int x, int y) {
    return PATTERN[(y & 3) * 4 + (x & 3)] << 12;
  }

  /**
   * The four dithered colours that, side by side in row {@code y}, look like the mixture of two
   * colours.
   */
  static void mix(int one, int other, double share, int y, int[] colors) {
    for (int x = 0; x < colors.length; x++) {
      int color = 0;
      for (int shift = 16; shift >= 0; shift -= 8) {
        double from = (one >> shift) & 0xFF;
        double light = from + (((other >> shift) & 0xFF) - from) * share;
        color = (color << 8) + (int) (light + at(x, y) / 65536.0);
      }
      colors[x] = color;
    }
  }
}
