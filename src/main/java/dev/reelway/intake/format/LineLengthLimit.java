package dev.reelway.intake.format;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Limits the length of lines: a longer one throws {@link PromptFileRefused}. A YAML parser takes
 * time quadratic in the length of a line. It also keeps each directive, a line that begins with
 * {@code %}, of which there may be a few.
 */
final class LineLengthLimit extends FilterReader {

  /** More than a prompt of the maximum length needs if each character is escaped. */
  private static final int MAX_LENGTH = 400_000;

  private static final int MOST_DIRECTIVES = 100;

  private int line = 1;
  private int length;
  private int directives;

  LineLengthLimit(Reader text) {
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
    if (length > MAX_LENGTH) {
      throw new PromptFileRefused(
          "Line %d is longer than %d characters. Refer to an image by file name or link, or use .jsonl."
              .formatted(line, MAX_LENGTH));
    }
    directives += unit == '%' && length == 1 ? 1 : 0;
    if (directives > MOST_DIRECTIVES) {
      throw new PromptFileRefused(
          "Invalid YAML at line %d: more than %d lines begin with %%."
              .formatted(line, MOST_DIRECTIVES));
    }
  }
}
