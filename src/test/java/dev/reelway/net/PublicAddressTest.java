package dev.reelway.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.255",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.0",
        "10.255.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.0",
        "100.127.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.0",
        "255.255.255.255"
      })
  void privateAndReservedAddressesAreNotPublic(String address) throws UnknownHostException {
    assertThat(isPublic(address)).isFalse();
    assertThat(PublicAddress.isPublic(mapped(address))).as("::ffff:%s", address).isFalse();
    assertThat(PublicAddress.isPublic(compatible(address))).as("::%s", address).isFalse();
    assertThat(PublicAddress.isPublic(translated(address))).as("64:ff9b::%s", address).isFalse();
    assertThat(PublicAddress.isPublic(sixToFour(address))).as("2002:%s::", address).isFalse();
    assertThat(PublicAddress.isPublic(teredo(address, "8.8.8.8"))).isFalse();
    assertThat(PublicAddress.isPublic(teredo("8.8.8.8", address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255"
      })
  void neighbouringAddressesArePublic(String address) throws UnknownHostException {
    assertThat(isPublic(address)).isTrue();
    assertThat(PublicAddress.isPublic(mapped(address))).isTrue();
    assertThat(PublicAddress.isPublic(translated(address))).isTrue();
    assertThat(PublicAddress.isPublic(sixToFour(address))).isTrue();
    assertThat(PublicAddress.isPublic(teredo(address, address))).isTrue();
    assertThat(PublicAddress.isPublic(compatible(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::",
        "::1",
        "fc00::1",
        "fd00::",
        "fdff:ffff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "100::1",
        "64:ff9b:1::8.8.8.8",
        "2001:2::1",
        "2001:10::1",
        "2001:db8::1",
        "3fff::1",
        "4000::1"
      })
  void privateAndReservedIpv6IsNotPublic(String address) throws UnknownHostException {
    assertThat(isPublic(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2606:4700::1111", "2a00:1450::8", "2001:4860::8888", "2001:200::1"})
  void globalIpv6IsPublic(String address) throws UnknownHostException {
    assertThat(isPublic(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f.1",
        "0X7F.1",
        "0x7f000001",
        "0x",
        "127.1",
        "127.0.1",
        "2130706433",
        "017700000001",
        "127.0.0.01",
        "127.0.0.1.",
        "127.0.0.256",
        "1.2.3.4.5",
        "host.0x1",
        "localhost",
        "LocalHost",
        "localhost.",
        "a.localhost",
        "example.com.",
        ".example.com",
        "example..com",
        ".",
        "",
        "[fe80::1%25eth0]",
        "[::1"
      })
  void unusualSpellingsOfAHostAreNotPlain(String host) {
    assertThat(PublicAddress.isPlain(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "127.0.0.1",
        "255.255.255.255",
        "example.com",
        "cafe.de",
        "0x7f.com",
        "1.example.com",
        "xn--fiqs8s.example",
        "dead-beef",
        "[::1]",
        "[2606:4700::1111]"
      })
  void namesAndStandardAddressesArePlain(String host) {
    assertThat(PublicAddress.isPlain(host)).isTrue();
  }

  @Test
  void aMappedAddressIsJudgedByItsIpv4Address() throws UnknownHostException {
    assertThat(isPublic("::ffff:127.0.0.1")).isFalse();
    assertThat(mapped("127.0.0.1")).isInstanceOf(Inet6Address.class);
  }

  private static boolean isPublic(String address) throws UnknownHostException {
    return PublicAddress.isPublic(InetAddress.getByName(address));
  }

  private static InetAddress mapped(String embedded) throws UnknownHostException {
    return ipv6("0000:0000:0000:0000:0000:ffff:" + hex(embedded, 0));
  }

  private static InetAddress compatible(String embedded) throws UnknownHostException {
    return ipv6("0000:0000:0000:0000:0000:0000:" + hex(embedded, 0));
  }

  private static InetAddress translated(String embedded) throws UnknownHostException {
    return ipv6("0064:ff9b:0000:0000:0000:0000:" + hex(embedded, 0));
  }

  private static InetAddress sixToFour(String embedded) throws UnknownHostException {
    return ipv6("2002:" + hex(embedded, 0) + ":0001:0000:0000:0000:0001");
  }

  private static InetAddress teredo(String server, String client) throws UnknownHostException {
    return ipv6("2001:0000:" + hex(server, 0) + ":0000:0000:" + hex(client, 0xffff));
  }

  private static String hex(String address, int mask) throws UnknownHostException {
    var bytes = InetAddress.getByName(address).getAddress();
    int high = ((bytes[0] & 0xff) << 8 | (bytes[1] & 0xff)) ^ mask;
    int low = ((bytes[2] & 0xff) << 8 | (bytes[3] & 0xff)) ^ mask;
    return "%04x:%04x".formatted(high, low);
  }

  /** Keeps all sixteen bytes; {@link InetAddress} would convert a mapped address to four. */
  private static InetAddress ipv6(String groups) throws UnknownHostException {
    var bytes = new byte[16];
    var parts = groups.split(":");
    for (int i = 0; i < parts.length; i++) {
      int group = Integer.parseInt(parts[i], 16);
      bytes[2 * i] = (byte) (group >> 8);
      bytes[2 * i + 1] = (byte) group;
    }
    return Inet6Address.getByAddress("ipv6", bytes, -1);
  }
}
