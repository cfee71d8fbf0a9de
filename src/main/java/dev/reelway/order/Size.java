package dev.reelway.order;

import java.util.Optional;
import java.util.regex.Pattern;

/** A picture's width and height in pixels, written {@code 720x1280}. */
public record Size(int width, int height) {

  private static final Pattern WRITTEN = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");

  /** Reads {@code WxH}; empty for anything else. */
  public static Optional<Size> read(String text) {
    var written = WRITTEN.matcher(text);
    return written.matches()
        ? Optional.of(
            new Size(Integer.parseInt(written.group(1)), Integer.parseInt(written.group(2))))
        : Optional.empty();
  }

  /** portrait, landscape or square. */
  public String orientation() {
    return width == height ? "square" : width > height ? "landscape" : "portrait";
  }

  double ratio() {
    return (double) width / height;
  }

  double pixels() {
    return (double) width * height;
  }

  /** The same picture, turned by a quarter. */
  public Size turned() {
    return new Size(height, width);
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
