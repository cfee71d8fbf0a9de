package dev.reelway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.contracts.Ports;
import dev.reelway.media.LoopbackSite;
import dev.reelway.trace.Traces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookClientTest {

  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

  private final LoopbackSite site = new LoopbackSite();
  private final WebhookClient webhookClient =
      webhookClient(Set.of("127.0.0.1"), Duration.ofSeconds(20));

  WebhookClientTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    webhookClient.close();
    site.close();
  }

  @Test
  void aCallSendsItsHeadersAndNoCredentials() throws IOException {
    var target = site.page("/hook", "204 No Content", "");

    assertThat(webhookClient.post(target.toString(), Map.of("webhook-id", "evt_1"), BODY).status())
        .isEqualTo(204);
    assertThat(site.heads().getFirst().toLowerCase(Locale.ROOT))
        .startsWith("post /hook http/1.1")
        .contains("webhook-id: evt_1", "content-type: application/json", "user-agent: reelway")
        .doesNotContain("cookie", "authorization", "referer");
  }

  @Test
  void aRedirectIsNotFollowed() throws IOException {
    var target = site.redirect("/moved", site.link("/there").toString());

    assertThat(webhookClient.post(target.toString(), Map.of(), BODY).status()).isEqualTo(302);
    assertThat(site.heads()).hasSize(1);
  }

  @Test
  void anEndlessAnswerIsNotRead() throws Exception {
    var target =
        site.page(
            "/endless",
            out -> {
              out.write(LoopbackSite.answer("200 OK", ""));
              while (true) {
                out.write(new byte[8_192]);
              }
            });

    assertThat(webhookClient.post(target.toString(), Map.of(), BODY).status()).isEqualTo(200);
    assertThat(site.visitorLeaves()).isTrue();
  }

  @Test
  void aDrippingAnswerEndsAtTheTimeLimit() {
    var target =
        site.page(
            "/slow",
            out -> {
              while (site.pause(20)) {
                out.write('H');
                out.flush();
              }
            });

    try (var withShortLimit = webhookClient(Set.of("127.0.0.1"), Duration.ofMillis(500))) {
      assertFails(withShortLimit, target.toString(), "No answer within 0.5 seconds.");
    }
  }

  @Test
  void aNameWithAPrivateAddressIsNotCalled() {
    for (var host : new String[] {"inside.example", "both.example"}) {
      assertFails(
          webhookClient,
          "http://%s:%d/hook".formatted(host, site.port()),
          "The URL leads to an address that is not public.");
    }
    assertThat(site.heads()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost/", "http://0177.0.0.1/", "http://[::1]/", "file:///x"})
  void anAddressThatIsNotPublicIsNotCalled(String url) {
    assertFails(webhookClient, url, "The URL leads to an address that is not public.");
  }

  @Test
  void anUnreachableHostIsReported() {
    var nobody = "http://127.0.0.1:%d/x".formatted(Ports.free());

    assertFails(webhookClient, nobody, "The connection failed.");
    assertFails(webhookClient, "http://nowhere.example/", "The host of the URL is unknown.");
  }

  private static void assertFails(WebhookClient webhookClient, String url, String sentence) {
    assertThatExceptionOfType(WebhookCallFailed.class)
        .isThrownBy(() -> webhookClient.post(url, Map.of(), BODY))
        .withMessage(sentence);
  }

  private static WebhookClient webhookClient(Set<String> allowed, Duration limit) {
    return new WebhookClient(
        allowed, limit, WebhookClientTest::addresses, PublicAddress::isPublic, Traces.OFF);
  }

  private static InetAddress[] addresses(String host) throws UnknownHostException {
    var inside = InetAddress.getByName("127.0.0.1");
    return switch (host) {
      case "inside.example" -> new InetAddress[] {inside};
      case "both.example" -> new InetAddress[] {InetAddress.getByName("93.184.216.34"), inside};
      default -> throw new UnknownHostException(host);
    };
  }
}
