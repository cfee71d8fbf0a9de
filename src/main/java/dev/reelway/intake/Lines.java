package dev.reelway.intake;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text, whichever way they end: LF, CRLF or CR. A longer line than may be is cut.
 */
final class Lines implements Closeable {

  private final Reader text;
  private final int longest;
  private int number;

  /**
   * @param text one that can be marked
   * @param longest in UTF-16 units
   */
  Lines(Reader text, int longest) {
    this.text = text;
    this.longest = longest;
  }

  /** The next line without its end, or null after the last one. */
  @Nullable String next() throws IOException {
    int c = Encoding.read(text);
    if (c < 0) {
      return null;
    }
    var line = new StringBuilder();
    for (; c >= 0 && c != '\n' && c != '\r'; c = Encoding.read(text)) {
      if (line.length() <= longest) {
        line.append((char) c);
      }
    }
    if (c == '\r') {
      skipLineFeed();
    }
    number++;
    return line.toString();
  }

  /** Where the line stands that was read last; the first is 1. */
  int number() {
    return number;
  }

  /** Whether a line was cut, as it is longer than any may be. */
  boolean isCut(String line) {
    return line.length() > longest;
  }

  private void skipLineFeed() throws IOException {
    text.mark(1);
    if (Encoding.read(text) != '\n') {
      text.reset();
    }
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
