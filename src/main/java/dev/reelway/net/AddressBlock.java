package dev.reelway.net;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A block of IP addresses with a common prefix. */
final class AddressBlock {

  private final byte[] start;
  private final int bits;

  AddressBlock(byte[] start, int bits) {
    this.start = start;
    this.bits = bits;
  }

  /** Parses a block like {@code 10.0.0.0/8} or {@code fc00::/7}. */
  static AddressBlock of(String text) {
    int slash = text.indexOf('/');
    try {
      var start = InetAddress.getByName(text.substring(0, slash)).getAddress();
      return new AddressBlock(start, Integer.parseInt(text.substring(slash + 1)));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  boolean contains(byte[] address) {
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (address[i] != start[i]) {
        return false;
      }
    }
    return bits % 8 == 0 || (address[whole] ^ start[whole]) >> (8 - bits % 8) == 0;
  }
}
