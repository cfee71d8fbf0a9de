package dev.reelway.intake;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * A text whose lines are not longer than may be; a longer one is refused. A YAML reader needs a
 * time that grows with the square of a line's length.
 */
final class LinesInBounds extends FilterReader {

  /** More than the longest prompt needs with each of its characters escaped. */
  private static final int LONGEST = 400_000;

  private int line = 1;
  private int length;

  LinesInBounds(Reader text) {
    super(text);
  }

  @Override
  public int read() throws IOException {
    int unit = super.read();
    if (unit >= 0) {
      count((char) unit);
    }
    return unit;
  }

  @Override
  public int read(char[] buffer, int offset, int most) throws IOException {
    int count = super.read(buffer, offset, most);
    for (int i = 0; i < count; i++) {
      count(buffer[offset + i]);
    }
    return count;
  }

  private void count(char unit) {
    boolean ends = unit == '\n' || unit == '\r';
    line += unit == '\n' ? 1 : 0;
    length = ends ? 0 : length + 1;
    if (length > LONGEST) {
      throw new PromptFileRefused(
          "Line %d is longer than %d characters: name a picture's file or link, or write .jsonl."
              .formatted(line, LONGEST));
    }
  }
}
