package dev.reelway.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.SettableClock;
import dev.reelway.contracts.Ports;
import dev.reelway.media.LoopbackSite;
import dev.reelway.setup.WatchedSecret;
import dev.reelway.trace.Traces;
import dev.reelway.upstream.LoopbackUpstream.Answer;
import dev.reelway.upstream.LoopbackUpstream.Ending;
import dev.reelway.upstream.TokenGrant.ClientCredentials;
import dev.reelway.upstream.TokenGrant.ServiceAccount;
import dev.reelway.upstream.UpstreamFailure.NotAccepted;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access tokens: how they are asked for, how long they are kept, and what a failure means. */
class TokensTest {

  private static final String SCOPE = "https://engine.example/auth/all";
  private static final Upstream ENGINE = upstream("main");

  @TempDir Path folder = Path.of("");

  private final LoopbackUpstream endpoint = new LoopbackUpstream();
  private final SettableClock clock = new SettableClock();
  private final URI url = URI.create("http://" + endpoint.authority() + "/token?v=2");
  private final Tokens tokens = tokens(credentials(null, false));

  TokensTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    tokens.close();
    endpoint.close();
  }

  private static Upstream upstream(String credential) {
    return new Upstream("engine", "tiny", "http://127.0.0.1:1", credential, "the key", false);
  }

  private ClientCredentials credentials(@Nullable String scope, boolean inForm) {
    return new ClientCredentials(url, scope, "my id", "s3:cr+et", inForm);
  }

  private Tokens tokens(TokenGrant grant) {
    return new Tokens(
        Map.of(new Account("engine", "main"), grant, new Account("engine", "second"), grant),
        clock);
  }

  private void grants(String... answers) {
    endpoint.answers(Arrays.stream(answers).map(body -> answer(200, body)).toList());
  }

  private static String token(String value, int seconds) {
    return "{\"access_token\": \"%s\", \"expires_in\": %d, \"token_type\": \"Bearer\"}"
        .formatted(value, seconds);
  }

  private static Answer answer(int status, String body) {
    return answer(status, "", body);
  }

  private static Answer answer(int status, String headers, String body) {
    var http =
        "HTTP/1.1 %d Said\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n%s"
            .formatted(status, body.getBytes(UTF_8).length, headers, body);
    return new Answer(http.getBytes(UTF_8), Ending.HANG_UP);
  }

  private Map<String, String> form() {
    var body = endpoint.received().getLast().body();
    return Stream.of(body.split("&"))
        .map(field -> field.split("=", 2))
        .collect(Collectors.toMap(one -> one[0], one -> URLDecoder.decode(one[1], UTF_8)));
  }

  @Test
  void aDrippingAnswerEndsAtTheTimeLimit() throws IOException {
    try (var site = new LoopbackSite();
        var client = new TokenClient(Duration.ofMillis(500))) {
      var slow =
          site.page(
              "/token",
              out -> {
                out.write(LoopbackSite.answer("200 OK", "{"));
                while (site.pause(20)) {
                  out.write(' ');
                  out.flush();
                }
              });
      var grant = new ClientCredentials(slow, null, "my id", "s3:cr+et", false);

      assertThatThrownBy(() -> client.fetch(grant, SCOPE, clock.instant()))
          .isInstanceOf(TokenUnavailable.class)
          .hasMessageContaining("it did not answer in time");
    }
  }

  @Test
  void aKeyWithoutSettingsIsItsOwnToken() throws IOException {
    try (var plain = new Tokens(Map.of(), clock)) {
      assertThat(plain.bearer(ENGINE, SCOPE)).isEqualTo("the key");
    }
  }

  @Test
  void aKeyInAFileMayBeReplaced() throws IOException {
    var file = Files.writeString(folder.resolve("key"), "id:one\n");
    var key = key(file);
    var plain = URI.create("http://" + endpoint.authority() + "/token");
    var settings = new TokenSettings(plain, null, false);
    var grants = new TokenGrants(Map.of("engine", settings));
    try (var all = new Tokens(grants::of, clock)) {
      grants(token("t-1", 60), token("t-2", 60), token("t-3", 60));
      assertThat(all.bearer(ENGINE.withKey(key.value()))).isEqualTo("t-1");
      assertThat(authorization()).isEqualTo("id:one");

      Files.writeString(file, "id:other");
      assertThat(all.bearer(ENGINE.withKey(key.value()))).isEqualTo("t-1");
      clock.passes(Duration.ofMinutes(2));
      assertThat(all.bearer(ENGINE.withKey(key.value()))).isEqualTo("t-2");
      assertThat(authorization()).isEqualTo("id:other");

      Files.writeString(file, "no colon");
      clock.passes(Duration.ofMinutes(2));
      assertThat(all.bearer(ENGINE.withKey(key.value()))).isEqualTo("t-3");
      assertThat(authorization()).isEqualTo("id:other");
    }
  }

  private static WatchedSecret<String> key(Path file) {
    return WatchedSecret.of("file:" + file, "reelway.upstreams.engine.key", Function.identity());
  }

  private String authorization() {
    var header = endpoint.received().getLast().headers().getOrDefault("Authorization", "");
    return new String(Base64.getDecoder().decode(header.substring("Basic ".length())), UTF_8);
  }

  @Test
  void theLastKeyCountsWhileTheFileHasNone() throws IOException {
    var file = Files.writeString(folder.resolve("key"), "first");
    var key = key(file);
    var upstreams =
        new Upstreams(
            List.of(ENGINE),
            Map.of(),
            Map.of(),
            Map.of(),
            TargetPrices.NONE,
            Map.of(),
            Map.of(new Account("engine", "main"), key));

    Files.writeString(file, "\n");
    assertThat(key.value()).isEqualTo("first");
    Files.delete(file);
    assertThat(key.value()).isEqualTo("first");
    Files.writeString(file, "second\n");
    assertThat(key.value()).isEqualTo("second");
    assertThat(upstreams.find(new Target("engine", "main", "m")))
        .hasValueSatisfying(one -> assertThat(one.key()).isEqualTo("second"));
  }

  @Test
  void clientCredentialsAreSentInTheHeader() {
    grants(token("t-1", 3600));

    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-1");

    var request = endpoint.received().getLast();
    assertThat(request.method() + " " + request.target()).isEqualTo("POST /token?v=2");
    assertThat(request.headers())
        .containsEntry(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString("my+id:s3%3Acr%2Bet".getBytes(UTF_8)))
        .containsEntry("Accept", "application/json");
    assertThat(form()).isEqualTo(Map.of("grant_type", "client_credentials", "scope", SCOPE));
  }

  @Test
  void clientCredentialsMayBeSentInTheForm() throws IOException {
    grants(token("t-1", 3600));

    try (var inForm = tokens(credentials("mine", true))) {
      inForm.bearer(ENGINE, SCOPE);
    }

    assertThat(endpoint.received().getLast().headers()).doesNotContainKey("Authorization");
    assertThat(form())
        .isEqualTo(
            Map.of(
                "grant_type", "client_credentials",
                "scope", "mine",
                "client_id", "my id",
                "client_secret", "s3:cr+et"));
  }

  @Test
  void aServiceAccountSignsItsClaims() throws Exception {
    grants(token("t-1", 3600));
    var keys = keys();
    var grant = new ServiceAccount(url, null, "robot@engine.example", pem(keys));

    try (var signed = tokens(grant)) {
      assertThat(signed.bearer(ENGINE, SCOPE)).isEqualTo("t-1");
    }

    assertThat(form()).containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    var parts = form().getOrDefault("assertion", "").split("\\.");
    long now = clock.instant().getEpochSecond();
    assertThat(json(parts[1]).toString())
        .isEqualTo(
            ("{\"iss\":\"robot@engine.example\",\"scope\":\"%s\",\"aud\":\"%s\","
                    + "\"iat\":%d,\"exp\":%d}")
                .formatted(SCOPE, url, now, now + 3600));
    var verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(keys.getPublic());
    verifier.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
    assertThat(verifier.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
  }

  private static JsonNode json(String base64url) throws IOException {
    return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(base64url));
  }

  private static KeyPair keys() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    return generator.generateKeyPair();
  }

  private static String pem(KeyPair keys) {
    return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
        .formatted(Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded()));
  }

  @Test
  void aTokenIsKeptUntilShortlyBeforeItExpires() {
    grants(token("t-1", 3600), token("t-2", 20), token("t-3", 3600));

    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-1");
    clock.passes(Duration.ofSeconds(3539));
    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-1");
    clock.passes(Duration.ofSeconds(1));
    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-2");
    clock.passes(Duration.ofSeconds(18));
    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-3");
    assertThat(endpoint.received()).hasSize(3);
  }

  @Test
  void eachKeyAndScopeHasATokenOfItsOwn() {
    grants(token("t-1", 3600), token("t-2", 3600), token("t-3", 3600));

    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-1");
    assertThat(tokens.bearer(upstream("second"), SCOPE)).isEqualTo("t-2");
    assertThat(tokens.bearer(ENGINE)).isEqualTo("t-3");
    assertThat(form()).doesNotContainKey("scope");
    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-1");
  }

  @Test
  void manyAtOnceFetchOneToken() throws Exception {
    grants(token("t-1", 3600));
    var all = new HashSet<String>();

    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> bearer = () -> tokens.bearer(ENGINE, SCOPE);
      for (var one : callers.invokeAll(List.of(bearer, bearer, bearer, bearer, bearer, bearer))) {
        all.add(one.get());
      }
    }

    assertThat(all).containsExactly("t-1");
    assertThat(endpoint.received()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"3600\"", "3600.0", "null", "-1", "\"soon\"", "1e30"})
  void anOddLifeIsALife(String seconds) {
    grants("{\"access_token\": \"t-1\", \"expires_in\": %s}".formatted(seconds));

    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-1");
    clock.passes(Duration.ofMinutes(4));
    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<html>Welcome</html>", "[]", "7", "{}", "{\"access_token\": \"a\\r\\nb\"}"})
  void anAnswerWithoutATokenIsNone(String body) {
    grants(body);

    assertThatThrownBy(() -> tokens.bearer(ENGINE, SCOPE))
        .hasMessage("No access token from 127.0.0.1: its answer contains no access_token.");
  }

  @Test
  void aFailureMeansThatNothingWasAccepted() {
    endpoint.answers(
        List.of(
            answer(400, "{\"error\": \"invalid_grant\", \"error_description\": \"No account.\"}"),
            answer(503, "Retry-After: 7\r\n", "<html>Away</html>"),
            answer(302, "Location: http://127.0.0.1:1/\r\n", ""),
            answer(200, token("t-1", 3600))));

    var refused = failure();
    assertThat(refused)
        .hasMessage("No access token from 127.0.0.1: status 400, invalid_grant, No account.");
    assertThat(refused.isKeyRefused()).isTrue();
    assertThat(UpstreamFailure.of(new IllegalStateException(refused), clock.instant()))
        .isEqualTo(new NotAccepted("no access token", null));
    var away = failure();
    assertThat(away).hasMessage("No access token from 127.0.0.1: status 503.");
    assertThat(away.isKeyRefused()).isFalse();
    assertThat(UpstreamFailure.of(away, clock.instant()))
        .isEqualTo(new NotAccepted("no access token", Duration.ofSeconds(7)));
    assertThat(failure()).hasMessage("No access token from 127.0.0.1: status 302.");
    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-1");
  }

  private TokenUnavailable failure() {
    return catchThrowableOfType(TokenUnavailable.class, () -> tokens.bearer(ENGINE, SCOPE));
  }

  @Test
  void anEndpointThatIsAwayIsToldByItsHost() throws IOException {
    var nowhere = URI.create("http://127.0.0.1:" + Ports.free() + "/token");

    try (var away = tokens(new ClientCredentials(nowhere, null, "id", "secret", false))) {
      assertThatThrownBy(() -> away.bearer(ENGINE))
          .hasMessage(
              "No access token from 127.0.0.1: the connection failed with"
                  + " HttpHostConnectException.");
    }
  }

  @Test
  void askingForATokenIsNotTheOrder() {
    grants(token("t-1", 3600));
    var recorded = new AtomicInteger();
    SubmitIntent.begin(null, recorded::incrementAndGet);

    try {
      tokens.bearer(ENGINE, SCOPE);
    } finally {
      SubmitIntent.end();
    }

    assertThat(recorded).hasValue(0);
  }

  @Test
  void aTokenThatTheUpstreamRefusesIsReplacedOnce() throws IOException {
    grants(token("t-1", 3600), token("t-2", 3600), token("t-3", 3600));

    refused("Bearer " + tokens.bearer(ENGINE, SCOPE));
    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-2");
    refused("Bearer t-1");
    refused("Bearer t-2");
    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-2");
    clock.passes(Duration.ofMinutes(1));
    refused("Bearer t-2");
    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-3");
  }

  @Test
  void afterTheClockWasSetBackARefusedTokenIsReplacedToo() throws IOException {
    grants(token("t-1", 3600), token("t-2", 3600), token("t-3", 3600));
    refused("Bearer " + tokens.bearer(ENGINE, SCOPE));
    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-2");
    clock.passes(Duration.ofHours(-2));

    refused("Bearer t-2");

    assertThat(tokens.bearer(ENGINE, SCOPE)).isEqualTo("t-3");
  }

  /** The upstream answers 401 to a request with this header. */
  private void refused(String authorization) throws IOException {
    var builder = HttpClientBuilder.create();
    new NoRetryHttpClient(tokens::refused, Traces.OFF).configureHttpClient(builder);
    try (var engine = new LoopbackUpstream();
        var client = builder.build()) {
      engine.answers(List.of(answer(401, "{}")));
      var request = new HttpGet("http://" + engine.authority() + "/");
      request.setHeader("Authorization", authorization);
      int status = client.execute(request, answer -> answer.getCode());
      assertThat(status).isEqualTo(401);
    }
  }

  @Test
  void noSecretIsInAText() throws Exception {
    var keys = pem(keys());
    var account = new ServiceAccount(url, null, "robot@engine.example", keys);

    assertThat(account.toString()).isEqualTo("service account");
    assertThat(credentials(null, false).toString()).isEqualTo("client credentials");
    assertThat(AccessToken.of("t-1", clock.instant(), Duration.ofHours(1)).toString())
        .doesNotContain("t-1");
    grants("{}");
    assertThat(failure().toString()).doesNotContain("s3:cr").doesNotContain("my id");
  }
}
