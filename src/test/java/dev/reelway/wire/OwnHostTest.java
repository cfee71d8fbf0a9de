package dev.reelway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnHostTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,       127.0.0.1",
    "192.168.1.7,     192.168.1.7",
    "studio.internal, studio.internal",
    "::1,             [::1]",
    "[::1],           [::1]",
    "::1%lo,          [::1]",
    "::%lo,           127.0.0.1",
    "fd00::7,         [fd00::7]",
    "0.0.0.0,         127.0.0.1",
    "::,              127.0.0.1",
    "[::],            127.0.0.1",
    "0:0:0:0:0:0:0:0, 127.0.0.1",
    "'',              127.0.0.1",
    ",                127.0.0.1",
  })
  void anAddressIsTheHostOfAUrl(String address, String host) {
    assertThat(OwnHost.of(address)).isEqualTo(host);
    assertThat(URI.create("http://%s:8080/".formatted(OwnHost.of(address))).getHost())
        .isEqualTo(host);
  }
}
