package dev.reelway.media;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Decodes base64 as a stream (RFC 4648): either alphabet, with or without padding, white space
 * anywhere. A read of malformed text throws {@link ImageRefused}.
 */
final class Base64Stream extends InputStream {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final byte NONE = -1;
  private static final byte SPACE = -2;
  private static final byte PADDING = -3;
  private static final byte[] VALUES = values();

  private final InputStream text;
  private final byte[] read = new byte[8192];
  private final byte[] decoded = new byte[read.length / 4 * 3 + 3];
  private int from;
  private int to;
  private int digits;
  private int bits;
  private int padding;
  private boolean ended;

  Base64Stream(InputStream text) {
    this.text = text;
  }

  private static byte[] values() {
    var values = new byte[256];
    Arrays.fill(values, NONE);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = (byte) i;
    }
    values['+'] = values['-'] = 62;
    values['/'] = values['_'] = 63;
    values[' '] = values['\t'] = values['\r'] = values['\n'] = values['\f'] = SPACE;
    values['='] = PADDING;
    return values;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (from == to && !ended) {
      next();
    }
    if (from == to) {
      return -1;
    }
    int count = Math.min(length, to - from);
    System.arraycopy(decoded, from, buffer, offset, count);
    from += count;
    return count;
  }

  private void next() throws IOException {
    int count = text.read(read);
    from = 0;
    to = 0;
    for (int i = 0; i < count; i++) {
      byte value = VALUES[read[i] & 0xff];
      if (value >= 0) {
        digit(value);
      } else {
        mark(value);
      }
    }
    if (count < 0) {
      end();
    }
  }

  private void digit(byte value) {
    if (padding > 0) {
      throw malformed();
    }
    bits = bits << 6 | value;
    if (++digits == 4) {
      decoded[to++] = (byte) (bits >> 16);
      decoded[to++] = (byte) (bits >> 8);
      decoded[to++] = (byte) bits;
      digits = 0;
    }
  }

  private void mark(byte value) {
    if (value == NONE) {
      throw malformed();
    }
    if (value == PADDING) {
      padding++;
      if (digits < 2 || digits + padding > 4) {
        throw malformed();
      }
    }
  }

  private void end() {
    ended = true;
    if (digits == 1 || (padding > 0 && digits + padding != 4)) {
      throw malformed();
    }
    if (digits > 1) {
      decoded[to++] = (byte) (bits >> (digits == 2 ? 4 : 10));
    }
    if (digits == 3) {
      decoded[to++] = (byte) (bits >> 2);
    }
  }

  private static ImageRefused malformed() {
    return new ImageRefused(ImageRefused.BASE64);
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
