package dev.reelway.intake.format;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Limits the length of rows: a longer one throws {@link PromptFileRefused}. After a missing
 * quotation mark the parser would read the rest of the file as one cell.
 */
final class RowLengthLimit extends FilterReader {

  private static final int MAX_LENGTH = 1_000_000;

  private long length;

  RowLengthLimit(Reader text) {
    super(text);
  }

  /** Starts a new row; the parser may have read some of it already. */
  void begin() {
    length = 0;
  }

  @Override
  public int read() throws IOException {
    count(1);
    return super.read();
  }

  @Override
  public int read(char[] buffer, int offset, int most) throws IOException {
    int count = super.read(buffer, offset, most);
    count(Math.max(count, 0));
    return count;
  }

  private void count(int more) {
    length += more;
    if (length > MAX_LENGTH) {
      throw new PromptFileRefused(
          "A row is longer than %d characters. A closing quotation mark may be missing."
              .formatted(MAX_LENGTH));
    }
  }
}
