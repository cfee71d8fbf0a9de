package dev.reelway.order;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Width and height in pixels, written {@code 720x1280}; each has 1 to 5 digits. */
public record Size(int width, int height) {

  private static final Pattern WRITTEN = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");

  private static final List<Integer> PIXEL_TIERS = List.of(480, 720, 1080, 2160);

  /** Sides are whole pixels, and often multiples of 16. */
  private static final double SAME_PIXELS = 0.05;

  /** Reads {@code WxH}; empty for anything else. */
  public static Optional<Size> read(String text) {
    var written = WRITTEN.matcher(text);
    return written.matches()
        ? Optional.of(
            new Size(Integer.parseInt(written.group(1)), Integer.parseInt(written.group(2))))
        : Optional.empty();
  }

  /** The sizes of these aspect ratios, like {@code 16:9}, in each of the resolutions. */
  public static List<Size> of(List<String> ratios, List<String> resolutions) {
    return Shape.sizes(ratios, resolutions);
  }

  /** {@code portrait}, {@code landscape} or {@code square}. */
  public String orientation() {
    return width == height ? "square" : width > height ? "landscape" : "portrait";
  }

  /**
   * The resolution that has as many pixels in 16:9, like 720p for 960x960: so do engines count that
   * keep the number of pixels. Empty if there is none.
   */
  public Optional<String> tierOfPixels() {
    return PIXEL_TIERS.stream()
        .filter(lines -> Math.abs(pixels() / (lines * lines * 16.0 / 9) - 1) <= SAME_PIXELS)
        .findFirst()
        .map(Shape::tier);
  }

  double ratio() {
    return (double) width / height;
  }

  /** The shorter side. */
  double lines() {
    return Math.min(width, height);
  }

  double pixels() {
    return (double) width * height;
  }

  /** The size with width and height exchanged. */
  public Size turned() {
    return new Size(height, width);
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
