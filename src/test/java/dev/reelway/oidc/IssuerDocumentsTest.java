package dev.reelway.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.contracts.Ports;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the keys of an issuer are found and read. */
class IssuerDocumentsTest {

  private static final String DISCOVERY = "/realm/.well-known/openid-configuration";

  private TestIssuer issuer;

  @BeforeEach
  void start() throws IOException {
    issuer = TestIssuer.start();
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private List<String> ids() throws IOException {
    try (var documents = new IssuerDocuments(issuer.url(), null)) {
      return documents.read().keys().stream().map(key -> key.getKeyID()).toList();
    }
  }

  @Test
  void keysAreFoundByDiscovery() throws IOException {
    assertThat(ids()).containsExactly("rsa", "ec", "ed");
    assertThat(issuer.asked()).containsExactly(DISCOVERY, "/keys");
  }

  @Test
  void keysWhoseAddressIsConfiguredNeedNoDiscovery() throws IOException {
    var keys = URI.create(issuer.base() + "/keys");
    try (var documents = new IssuerDocuments("https://login.example.com", keys)) {
      assertThat(documents.read().keys()).hasSize(3);
    }
    assertThat(issuer.asked()).containsExactly("/keys");
  }

  @Test
  void theDocumentOfAnotherIssuerIsRefused() {
    issuer.discovers(Map.of("issuer", issuer.url() + "/", "jwks_uri", issuer.base() + "/keys"));

    assertThatThrownBy(this::ids).hasMessage("The discovery document is of another issuer.");
    assertThat(issuer.asked()).containsExactly(DISCOVERY);
  }

  /** An issuer may name another host, but not one of the private network, nor one without TLS. */
  @ParameterizedTest
  @CsvSource({
    "http://keys.example.com/keys, The discovery document has no https jwks_uri.",
    "file:///etc/passwd,           The discovery document has no https jwks_uri.",
    "https://a@keys.example.com/,  The discovery document has no https jwks_uri.",
    "'',                           The discovery document has no https jwks_uri.",
    "no link,                      The discovery document has no https jwks_uri.",
    "https://10.1.2.3/keys,        The link leads to an address that is not public.",
    "https://127.0.0.1:{closed}/,  The link leads to an address that is not public."
  })
  void keysAreReadFromSafePlacesAlone(String url, String why) throws IOException {
    var found = url.replace("{closed}", String.valueOf(Ports.free()));
    issuer.discovers(Map.of("issuer", issuer.url(), "jwks_uri", found));

    assertThatThrownBy(this::ids).isInstanceOf(IOException.class).hasMessage(why);
  }

  @Test
  void anIssuerWithTlsLeadsToNoneWithout() {
    var local = URI.create("http://127.0.0.1/keys");

    assertThat(IssuerUrls.isDowngrade("https://login.example.com", local)).isTrue();
    assertThat(IssuerUrls.isDowngrade(issuer.url(), local)).isFalse();
  }

  @Test
  void noRedirectIsFollowed() {
    issuer.answers("/keys", 302, Map.of("Location", issuer.base() + "/other"), "");
    issuer.answers("/other", TestTokens.keys());

    assertThatThrownBy(this::ids).hasMessage("The link has too many redirects.");
    assertThat(issuer.asked()).doesNotContain("/other");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"keys\": []}                  | The document has 0 keys.",
        "{}                              | The document has 0 keys.",
        "[1]                             | The document has 0 keys.",
        "<html>                          | The document is not JSON.",
        "''                              | The document has 0 keys."
      })
  void aDocumentWithoutKeysIsRefused(String body, String why) {
    issuer.answers("/keys", 200, Map.of(), body);

    assertThatThrownBy(this::ids).isInstanceOf(IOException.class).hasMessage(why);
  }

  @Test
  void aLargeDocumentIsRefused() {
    issuer.answers("/keys", 200, Map.of(), " ".repeat((256 << 10) + 1));
    assertThatThrownBy(this::ids)
        .hasMessage("The file behind the link is larger than the 262144 bytes allowed.");

    issuer.answers("/keys", 200, Map.of(), "{\"keys\": [" + "1,".repeat(100) + "1]}");
    assertThatThrownBy(this::ids).hasMessage("The document has 101 keys.");
  }

  @Test
  void anErrorIsNotKeys() {
    issuer.answers("/keys", 500, Map.of(), TestTokens.json(TestTokens.keys()));

    assertThatThrownBy(this::ids).hasMessage("The link answered with status 500.");
  }
}
