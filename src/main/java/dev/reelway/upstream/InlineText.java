package dev.reelway.upstream;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The characters of a JSON text in base64, up to the quote that closes it: without escapes and line
 * breaks, and in the usual alphabet of base64.
 */
final class InlineText extends FilterInputStream {

  private static final int HEX_DIGITS = 4;
  private boolean ended;

  /**
   * @param json what follows the quote that opens the text
   */
  InlineText(InputStream json) {
    super(new BufferedInputStream(json, 1 << 15));
  }

  @Override
  public int read() throws IOException {
    int next = '\n';
    while (!ended && (next == '\n' || next == '\r')) {
      next = next();
    }
    return ended
        ? -1
        : switch (next) {
          case '-' -> '+';
          case '_' -> '/';
          default -> next;
        };
  }

  private int next() throws IOException {
    int next = raw();
    if (next == '"') {
      ended = true;
    }
    return next == '\\' ? escaped() : next;
  }

  private int escaped() throws IOException {
    int next = raw();
    return switch (next) {
      case 'n', 'r' -> '\n';
      case 'u' -> hexadecimal();
      default -> next;
    };
  }

  private int hexadecimal() throws IOException {
    int value = 0;
    for (int i = 0; i < HEX_DIGITS; i++) {
      value = value * 16 + Character.digit(raw(), 16);
    }
    return value;
  }

  private int raw() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the answer ends inside a file");
    }
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = 0;
    for (int next = 0; count < length && next >= 0; ) {
      next = read();
      if (next >= 0) {
        bytes[offset + count++] = (byte) next;
      }
    }
    return count == 0 && length > 0 ? -1 : count;
  }
}
