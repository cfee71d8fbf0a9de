package dev.reelway.intake;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * The text of a table whose rows are not longer than may be; where one is, a quotation mark may be
 * missing, and the table is refused before the rest of it is taken for one cell.
 */
final class RowsInBounds extends FilterReader {

  private static final int LONGEST = 1_000_000;

  private long length;

  RowsInBounds(Reader text) {
    super(text);
  }

  /** A new row is read from here on; some of it may have been read already. */
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
    if (length > LONGEST) {
      throw new PromptFileRefused(
          "A row is longer than %d characters: a quotation mark may be missing."
              .formatted(LONGEST));
    }
  }
}
