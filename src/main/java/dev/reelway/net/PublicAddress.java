package dev.reelway.net;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Distinguishes addresses of the public Internet from private and reserved ones (IANA's registries
 * of special-purpose addresses). An IPv6 address that embeds an IPv4 address is public only if that
 * is.
 */
public final class PublicAddress {

  private static final List<AddressBlock> SPECIAL_IPV4 =
      blocks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4");

  /** The only IPv6 block that is allocated for global unicast. */
  private static final AddressBlock GLOBAL_UNICAST = AddressBlock.of("2000::/3");

  private static final List<AddressBlock> RESERVED =
      blocks("2001::/23", "2001:db8::/32", "3fff::/20");

  private static final AddressBlock MAPPED =
      new AddressBlock(HexFormat.of().parseHex("00000000000000000000ffff"), 96);
  private static final AddressBlock NAT64 = AddressBlock.of("64:ff9b::/96");
  private static final AddressBlock SIX_TO_FOUR = AddressBlock.of("2002::/16");
  private static final AddressBlock TEREDO = AddressBlock.of("2001::/32");

  private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");
  private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern DOTTED_QUAD = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

  private PublicAddress() {}

  /** Whether an address belongs to the public Internet. */
  public static boolean isPublic(InetAddress address) {
    var bytes = address.getAddress();
    return bytes.length == 4 ? isPublic4(bytes) : isPublic6(bytes);
  }

  private static boolean isPublic4(byte[] address) {
    return SPECIAL_IPV4.stream().noneMatch(addressBlock -> addressBlock.contains(address));
  }

  private static boolean isPublic6(byte[] address) {
    if (MAPPED.contains(address) || NAT64.contains(address)) {
      return isPublic4(embedded(address, 12, 0));
    }
    if (SIX_TO_FOUR.contains(address)) {
      return isPublic4(embedded(address, 2, 0));
    }
    if (TEREDO.contains(address)) {
      return isPublic4(embedded(address, 4, 0)) && isPublic4(embedded(address, 12, 0xff));
    }
    return GLOBAL_UNICAST.contains(address)
        && RESERVED.stream().noneMatch(addressBlock -> addressBlock.contains(address));
  }

  private static byte[] embedded(byte[] address, int from, int mask) {
    var found = new byte[4];
    for (int i = 0; i < found.length; i++) {
      found[i] = (byte) (address[from + i] ^ mask);
    }
    return found;
  }

  /**
   * Whether the host of a URL is a name, or an address in its standard spelling. Nothing is looked
   * up. False for {@code localhost}, a trailing dot, and a last label that is a number if the whole
   * is not a dotted quad, as in {@code 0177.0.0.1}, {@code 0x7f.1}, {@code 127.1} and {@code
   * 2130706433}.
   */
  public static boolean isPlain(String host) {
    var name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[")) {
      return name.endsWith("]") && name.indexOf('%') < 0;
    }
    var last = name.substring(name.lastIndexOf('.') + 1);
    if (last.isEmpty() || last.equals("localhost") || name.startsWith(".") || name.contains("..")) {
      return false;
    }
    return !NUMBER.matcher(last).matches() || isDottedQuad(name);
  }

  static boolean isDottedQuad(String host) {
    return DOTTED_QUAD.matcher(host).matches();
  }

  private static List<AddressBlock> blocks(String... texts) {
    return Stream.of(texts).map(AddressBlock::of).toList();
  }
}
