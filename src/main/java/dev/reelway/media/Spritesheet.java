package dev.reelway.media;

import java.awt.image.BufferedImage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Frames of a video side by side, in the order of time, from left to right and from top to bottom:
 * {@value #COLUMNS} columns and {@value #ROWS} rows. Each shows the middle of one of as many equal
 * parts of the video.
 */
final class Spritesheet {

  static final int COLUMNS = 5;
  static final int ROWS = 4;

  /** The longer side of a frame, in pixels. */
  static final int LONGER_SIDE = 320;

  private static final int FRAMES = COLUMNS * ROWS;

  private final long length;
  private @Nullable BufferedImage sheet;
  private @Nullable BufferedImage last;
  private int drawn;

  /**
   * @param length of the video, in microseconds
   */
  Spritesheet(long length) {
    this.length = length;
  }

  /** Whether the time of the next place has come, in microseconds. */
  private boolean takes(long time) {
    return drawn < FRAMES && time >= length * (2L * drawn + 1) / (2L * FRAMES);
  }

  /** The next frame, which is drawn at each place whose time has come. All are of one size. */
  void add(BufferedImage frame, long time) {
    last = frame;
    while (takes(time)) {
      place(frame);
    }
  }

  private void place(BufferedImage frame) {
    if (sheet == null) {
      sheet =
          new BufferedImage(
              COLUMNS * frame.getWidth(), ROWS * frame.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    }
    int width = sheet.getWidth() / COLUMNS;
    int height = sheet.getHeight() / ROWS;
    var graphics = sheet.createGraphics();
    graphics.drawImage(
        frame, drawn % COLUMNS * width, drawn / COLUMNS * height, width, height, null);
    graphics.dispose();
    drawn++;
  }

  /** The whole sheet; places at the end that have no frame of their own show the last one. */
  BufferedImage whole() {
    if (last == null) {
      throw new ImageRefused("has no readable frame");
    }
    while (drawn < FRAMES) {
      place(last);
    }
    return Objects.requireNonNull(sheet);
  }
}
