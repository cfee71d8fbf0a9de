package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import dev.reelway.licence.StoredLicencesFixture;
import dev.reelway.setup.ConfigurationRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Who may call {@code /admin}. */
@ExtendWith(LogCapture.class)
class AdminAccessTest {

  private static final String KEY = "0123456789abcdef0123456789abcdef";

  /** As {@code printf abc | sha256sum} prints it. */
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private static AdminKey adminKey(String setting) {
    return AdminKey.of(setting, digest -> false);
  }

  @Test
  void theKeyIsGivenAsItselfAsAFileOrAsItsHash(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("admin.key"), KEY + "\n");

    assertThat(adminKey(KEY).admits(List.of("Bearer " + KEY))).isTrue();
    assertThat(adminKey("file:" + file).admits(List.of(KEY))).isTrue();
    assertThat(adminKey("sha256:" + OF_ABC).admits(List.of("abc"))).isTrue();
    assertThat(adminKey("sha256:" + OF_ABC).admits(List.of("sha256:" + OF_ABC))).isFalse();
  }

  @Test
  void aKeyInAFileMayBeReplaced(@TempDir Path folder, CapturedOutput log) throws IOException {
    var file = Files.writeString(folder.resolve("admin.key"), KEY);
    var key = AdminKey.of("file:" + file, StoredLicencesFixture.declared(KEY + "-studio")::isKey);

    for (var wrong : List.of("", "too short", KEY + "-studio")) {
      Files.writeString(file, wrong);
      assertThat(key.admits(List.of(wrong))).isFalse();
      assertThat(key.admits(List.of(KEY))).isTrue();
    }
    Files.writeString(file, KEY + "-new\n");
    assertThat(key.admits(List.of(KEY + "-new"))).isTrue();
    assertThat(key.admits(List.of(KEY))).isFalse();
    Files.writeString(file, "too short");
    assertThat(key.admits(List.of(KEY + "-new"))).isTrue();

    assertThat(log.getOut().lines().filter(line -> line.contains("The last one stays in use.")))
        .hasSize(2)
        .last()
        .asString()
        .contains("WARN", "reelway.admin-key must have at least 32 characters")
        .doesNotContain("too short");
  }

  @Test
  void withoutAKeyNobodyIsAdmitted() {
    for (var none : List.of("", " ")) {
      assertThat(adminKey(none).isSet()).isFalse();
      assertThat(adminKey(none).admits(List.of(none))).isFalse();
      assertThat(adminKey(none).admits(List.of("x"))).isFalse();
    }
    assertThat(adminKey(KEY).admits(List.of())).isFalse();
    assertThat(adminKey(KEY).admits(List.of(KEY, KEY))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "sha256:ab", "file:/nowhere/admin.key"})
  void aWrongKeyIsRefusedByItsSetting(String setting) {
    assertThatThrownBy(() -> adminKey(setting))
        .isInstanceOf(ConfigurationRefused.class)
        .hasMessageStartingWith("reelway.admin-key ");
  }

  @Test
  void theKeyOfALicenceIsRefused() {
    try (var ledger = new StoredLicencesFixture()) {
      assertThat(AdminKey.of(KEY, ledger.licences()::isKey).isSet()).isTrue();
    }
    assertThatThrownBy(() -> AdminKey.of(KEY, StoredLicencesFixture.declared(KEY)::isKey))
        .hasMessageContaining("must not be the key of a licence");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "localhost:9877, -, -",
        "127.0.0.1, -, -",
        "[::1]:9877, -, -",
        "127.0.0.1:9877, http://127.0.0.1:9877, -",
        "evil.example:9877, -, host_not_allowed",
        "evil.example:9877, http://evil.example:9877, host_not_allowed",
        "127.0.0.1.evil.example, -, host_not_allowed",
        "127.0.0.1:9877, http://127.0.0.1:8080, origin_not_allowed",
        "127.0.0.1:9877, https://127.0.0.1:9877, origin_not_allowed",
        "127.0.0.1:9877, null, origin_not_allowed"
      })
  void aBrowserIsRefusedUnlessItsPageIsOurs(String host, String origin, String code) {
    assertThat(refusal(InetAddress.getLoopbackAddress(), host, origin)).isEqualTo(code);
  }

  /** The port speaks HTTP, and the page is loaded through a proxy with TLS. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "admin.example, -, -",
        "admin.example, https://admin.example, -",
        "admin.example:443, https://admin.example, -",
        "admin.example:8443, https://admin.example:8443, -",
        "admin.example:9877, http://admin.example:9877, -",
        "admin.example, https://evil.example, origin_not_allowed",
        "admin.example, https://admin.example.evil.example, origin_not_allowed",
        "admin.example, https://admin.example:8443, origin_not_allowed",
        "admin.example:8443, https://admin.example, origin_not_allowed",
        "admin.example:4430, https://admin.example, origin_not_allowed",
        "admin.example, null, origin_not_allowed",
        "-, https://null, origin_not_allowed"
      })
  void aPageBehindAProxyIsOursIfItHasTheHostOfTheCall(String host, String origin, String code)
      throws UnknownHostException {
    assertThat(refusal(InetAddress.getByName("192.0.2.1"), host, origin)).isEqualTo(code);
  }

  private static String refusal(InetAddress address, String host, String origin) {
    var call = new MockHttpServletRequest();
    call.setAttribute(AdminConnector.class.getName(), address);
    if (host != null) {
      call.addHeader("Host", host);
    }
    if (origin != null) {
      call.addHeader("Origin", origin);
    }
    var refusal = AdminConnector.refusal(call);
    return refusal == null ? null : refusal.body().error().code();
  }

  @Test
  void whoeverTriesKeysMakesALineAMinute(CapturedOutput log) throws Exception {
    var clock = new SettableClock();
    var route = new AdminGate(adminKey(KEY), clock).before(exchange -> {});
    for (int i = 0; i < 3; i++) {
      route.process(exchange("no"));
    }
    clock.passes(Duration.ofMinutes(1));
    route.process(exchange("no"));

    assertThat(log.getOut().lines().filter(line -> line.contains("without the admin key")))
        .hasSize(2)
        .last()
        .asString()
        .contains("3 calls without the admin key were refused");
  }

  private static DefaultExchange exchange(String key) {
    var call = new MockHttpServletRequest();
    call.setAttribute(AdminConnector.class.getName(), InetAddress.getLoopbackAddress());
    call.addHeader("Authorization", key);
    var exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.getMessage().setHeader("CamelHttpServletRequest", new OpaqueRequest(call));
    exchange.getMessage().setHeader("CamelHttpServletResponse", new MockHttpServletResponse());
    return exchange;
  }
}
