package dev.reelway.media;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A block of IP addresses with a common prefix. */
final class Block {

  private final byte[] start;
  private final int bits;

  Block(byte[] start, int bits) {
    this.start = start;
    this.bits = bits;
  }

  /** Parses a block like {@code 10.0.0.0/8} or {@code fc00::/7}. */
  static Block of(String text) {
    int slash = text.indexOf('/');
    try {
      var start = InetAddress.getByName(text.substring(0, slash)).getAddress();
      return new Block(start, Integer.parseInt(text.substring(slash + 1)));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  boolean holds(byte[] address) {
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (address[i] != start[i]) {
        return false;
      }
    }
    return bits % 8 == 0 || (address[whole] ^ start[whole]) >> (8 - bits % 8) == 0;
  }
}
