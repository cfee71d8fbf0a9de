package dev.reelway.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that an operator lists as they are known to people. */
class AllowedHostsTest {

  @ParameterizedTest
  @CsvSource({
    "Media.Studio.lan, http://media.studio.LAN/a.mp4",
    "media.lan:8443, https://media.lan:8443/a.mp4",
    "media.lan:443, https://media.lan/a.mp4",
    "10.0.0.7, http://10.0.0.7:9000/a.mp4",
    "[FD00::5], http://[fd00::5]/a.mp4",
  })
  void aHostIsMetHoweverItIsWritten(String listed, URI url) {
    var hosts = Set.of(listed);

    assertThat(AllowedHosts.areHosts(hosts)).isTrue();
    assertThat(new AllowedHosts(hosts).allow(url)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"media.lan:8443, https://media.lan/a.mp4", "media.lan, http://a.media.lan/a.mp4"})
  void anotherPortOrHostIsNotAllowed(String listed, URI url) {
    assertThat(new AllowedHosts(Set.of(listed)).allow(url)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://media.lan",
        "media.lan/",
        "10.0.0.0/8",
        "*.media.lan",
        "fd00::5",
        "media.lan:",
        "media.lan:65536",
        "a.lan b.lan",
        " media.lan",
        ""
      })
  void whatCanNeverBeMetIsNoHost(String listed) {
    assertThat(AllowedHosts.areHosts(Set.of("media.lan", listed))).isFalse();
  }
}
