package dev.reelway.api;

import dev.reelway.media.SpoolFolder;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes one JSON string to a file in UTF-8. Escapes are decoded; a lone surrogate becomes U+FFFD.
 */
final class SpooledString implements Closeable {

  private static final int TEXT = 0;
  private static final int ESCAPE = -1;
  private static final int DIGITS = 4;
  private static final String SHORT = "\"\\/bfnrt";
  private static final String UNESCAPED = "\"\\/\b\f\n\r\t";

  private final Path file;
  private final OutputStream out;

  /** The state: in plain text, after a backslash, or the number of hex digits still to come. */
  private int state = TEXT;

  private int unit;
  private char high;
  private boolean isMalformed;

  SpooledString(Path folder) throws IOException {
    this.file = SpoolFolder.emptyFile(folder);
    this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 14);
  }

  Path file() {
    return file;
  }

  /** Whether the string contained anything that JSON does not allow in a string. */
  boolean isMalformed() {
    return isMalformed;
  }

  void write(byte[] bytes, int from, int to) throws IOException {
    int at = from;
    while (at < to) {
      if (state == TEXT) {
        at = text(bytes, at, to);
      } else if (state == ESCAPE) {
        escape(bytes[at++]);
      } else {
        digit(bytes[at++]);
      }
    }
  }

  private int text(byte[] bytes, int from, int to) throws IOException {
    int at = from;
    while (at < to && bytes[at] != '\\' && (bytes[at] < 0 || bytes[at] >= ' ')) {
      at++;
    }
    if (at > from) {
      unpaired();
      out.write(bytes, from, at - from);
    }
    if (at == to) {
      return at;
    }
    state = bytes[at] == '\\' ? ESCAPE : TEXT;
    isMalformed |= state == TEXT;
    return at + 1;
  }

  private void escape(byte code) throws IOException {
    int index = SHORT.indexOf(code);
    state = code == 'u' ? DIGITS : TEXT;
    unit = 0;
    if (index >= 0) {
      unpaired();
      out.write(UNESCAPED.charAt(index));
    } else {
      isMalformed |= state == TEXT;
    }
  }

  private void digit(byte digit) throws IOException {
    int value = Character.digit(digit, 16);
    isMalformed |= value < 0;
    unit = unit << 4 | (value & 0xf);
    if (--state == TEXT) {
      unit((char) unit);
    }
  }

  private void unit(char next) throws IOException {
    if (high != 0 && Character.isLowSurrogate(next)) {
      utf8(Character.toString(Character.toCodePoint(high, next)));
      high = 0;
      return;
    }
    unpaired();
    if (Character.isHighSurrogate(next)) {
      high = next;
    } else {
      utf8(Character.isLowSurrogate(next) ? "\ufffd" : Character.toString(next));
    }
  }

  private void unpaired() throws IOException {
    if (high != 0) {
      high = 0;
      utf8("\ufffd");
    }
  }

  private void utf8(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Completes the file and keeps it. */
  @Override
  public void close() throws IOException {
    isMalformed |= state != TEXT;
    try (out) {
      unpaired();
    }
  }
}
