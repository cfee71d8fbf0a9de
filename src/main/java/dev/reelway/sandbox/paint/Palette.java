package dev.reelway.sandbox.paint;

import java.util.List;
import java.util.Random;

/**
 * The five colours of a scene, each 0xRRGGBB. The nearest hill is always dark enough for a white
 * caption.
 */
record Palette(int zenith, int horizon, int sun, int far, int near) {

  private static final List<Palette> ALL =
      List.of(
          new Palette(0x243B6B, 0xF6B38E, 0xFFF1D6, 0xB9798B, 0x1C1A33),
          new Palette(0x0F4C5C, 0xF2CC8F, 0xFFF6E0, 0x81B29A, 0x12303A),
          new Palette(0x3A2E5C, 0xF28482, 0xFFE5D9, 0x9D6B8E, 0x201A36),
          new Palette(0x1F4E79, 0xBFE3E8, 0xFFFDF2, 0x7FB3C8, 0x10283C),
          new Palette(0x5B3758, 0xFFB996, 0xFFF3C7, 0xC9756B, 0x2A1A2E),
          new Palette(0x14213D, 0x8FB8DE, 0xF4F9FF, 0x5D7EA6, 0x0B1426),
          new Palette(0x2F4858, 0xD9CFA3, 0xFFFBE6, 0x8FA98A, 0x172A2A),
          new Palette(0x40376E, 0xA8D5E2, 0xFFF7E8, 0x8A84B8, 0x1E1B3A));

  /** The palette of one of several images of a prompt; the first eight all differ. */
  static Palette drawn(Random chances, int number) {
    return ALL.get((chances.nextInt(ALL.size()) + 3 * number) % ALL.size());
  }

  /** The mixture of two colours; {@code share} is 0 (the first) to 1 (the second). */
  static int mix(int one, int other, double share) {
    return mix(one, other, (int) (share * 256));
  }

  /** The mixture of two colours; {@code share} is 0 to 256. */
  static int mix(int one, int other, int share) {
    int rest = 256 - share;
    int redAndBlue = ((one & 0xFF00FF) * rest + (other & 0xFF00FF) * share) >>> 8;
    int green = ((one & 0xFF00) * rest + (other & 0xFF00) * share) >>> 8;
    return (redAndBlue & 0xFF00FF) | (green & 0xFF00);
  }
}
