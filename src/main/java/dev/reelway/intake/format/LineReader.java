package dev.reelway.intake.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a text, which end in LF, CRLF or CR. A line beyond the maximum length is cut.
 */
final class LineReader implements Closeable {

  private final Reader text;
  private final int maxLength;
  private int number;

  /**
   * @param text a reader that supports {@code mark}
   * @param maxLength the maximum length of a line in UTF-16 units
   */
  LineReader(Reader text, int maxLength) {
    this.text = text;
    this.maxLength = maxLength;
  }

  /** The next line without its end, or null after the last one. */
  @Nullable String next() throws IOException {
    int c = TextEncoding.read(text);
    if (c < 0) {
      return null;
    }
    var line = new StringBuilder();
    for (; c >= 0 && c != '\n' && c != '\r'; c = TextEncoding.read(text)) {
      if (line.length() <= maxLength || endsWithin(line)) {
        line.append((char) c);
      }
    }
    if (c == '\r') {
      skipLineFeed();
    }
    number++;
    return line.toString();
  }

  /** Whether a character of two units has only its first one: no line is cut there. */
  private static boolean endsWithin(StringBuilder line) {
    return Character.isHighSurrogate(line.charAt(line.length() - 1));
  }

  /** The number of the line that was read last; the first is 1. */
  int number() {
    return number;
  }

  /** Whether a line was cut. */
  boolean isCut(String line) {
    return line.length() > maxLength;
  }

  private void skipLineFeed() throws IOException {
    text.mark(1);
    if (TextEncoding.read(text) != '\n') {
      text.reset();
    }
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
