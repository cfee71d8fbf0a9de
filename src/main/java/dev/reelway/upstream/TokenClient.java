package dev.reelway.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.net.Alarms;
import dev.reelway.wire.BoundedJson;
import dev.reelway.wire.PlainText;
import dev.reelway.wire.RetryAfter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.message.BasicNameValuePair;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Calls token endpoints (RFC 6749, 5): once, without redirects, within ten seconds. */
final class TokenClient implements AutoCloseable {

  private static final Timeout PATIENCE = Timeout.ofSeconds(10);
  private static final int LARGEST = 1 << 20;
  private static final int LONGEST_WORDS = 300;
  private static final Duration USUAL_LIFE = Duration.ofMinutes(5);
  private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7E]{1,16384}");
  private static final ObjectMapper JSON = new ObjectMapper(BoundedJson.factory());

  private final CloseableHttpClient client =
      HttpClients.custom()
          .disableAutomaticRetries()
          .disableRedirectHandling()
          .disableCookieManagement()
          .disableAuthCaching()
          .setUserAgent("reelway")
          .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(PATIENCE).build())
          .setConnectionManager(
              PoolingHttpClientConnectionManagerBuilder.create()
                  .setDefaultConnectionConfig(
                      ConnectionConfig.custom()
                          .setConnectTimeout(PATIENCE)
                          .setSocketTimeout(PATIENCE)
                          .build())
                  .build())
          .build();

  private final Duration limit;
  private final ScheduledThreadPoolExecutor alarms = Alarms.named("token-limits");

  TokenClient() {
    this(PATIENCE.toDuration());
  }

  /**
   * @param limit how long a call may take, from its start to its last byte
   */
  TokenClient(Duration limit) {
    this.limit = limit;
  }

  /**
   * Asks for a new token.
   *
   * @throws TokenUnavailable if there is none
   */
  AccessToken fetch(TokenGrant grant, String scope, Instant now) {
    var host = host(grant.url());
    var request = request(grant, scope, now);
    var alarm = alarms.schedule(request::cancel, limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return client.execute(request, response -> read(response, host, now));
    } catch (IOException failed) {
      throw failed instanceof InterruptedIOException || request.isCancelled()
          ? new TokenUnavailable(host, 0, "it did not answer in time", null)
          : new TokenUnavailable(
              host, 0, "the connection failed with " + failed.getClass().getSimpleName(), null);
    } finally {
      alarm.cancel(false);
    }
  }

  private static HttpPost request(TokenGrant grant, String scope, Instant now) {
    var fields =
        grant.form(scope, now).entrySet().stream()
            .map(field -> new BasicNameValuePair(field.getKey(), field.getValue()))
            .toList();
    var request = new HttpPost(grant.url());
    request.setEntity(new UrlEncodedFormEntity(fields, StandardCharsets.UTF_8));
    request.setHeader("Accept", "application/json");
    var authorization = grant.authorization();
    if (authorization != null) {
      request.setHeader("Authorization", authorization);
    }
    return request;
  }

  private static AccessToken read(ClassicHttpResponse response, String host, Instant now)
      throws IOException {
    var answer = json(response.getEntity());
    int status = response.getCode();
    if (status != 200) {
      throw new TokenUnavailable(
          host, status, "status " + status + words(answer), retryAfter(response, now));
    }
    var value = answer.path("access_token").asText();
    if (!VALUE.matcher(value).matches()) {
      throw new TokenUnavailable(host, 0, "its answer contains no access_token", null);
    }
    return AccessToken.of(value, now, life(answer.path("expires_in")));
  }

  private static JsonNode json(@Nullable HttpEntity entity) throws IOException {
    if (entity == null) {
      return JSON.missingNode();
    }
    try (var body = entity.getContent()) {
      return Objects.requireNonNullElse(
          JSON.readTree(body.readNBytes(LARGEST)), JSON.missingNode());
    } catch (JsonProcessingException notJson) {
      return JSON.missingNode();
    }
  }

  /** Some endpoints write the number as a text. */
  private static Duration life(JsonNode seconds) {
    long life = seconds.asLong(USUAL_LIFE.toSeconds());
    return life <= 0 ? USUAL_LIFE : Duration.ofSeconds(life);
  }

  private static String words(JsonNode answer) {
    var error = answer.path("error");
    var said =
        Stream.of(error, error.path("message"), answer.path("error_description"))
            .filter(JsonNode::isTextual)
            .map(JsonNode::textValue)
            .map(text -> text.replaceFirst("\\.$", ""))
            .toList();
    return said.isEmpty() ? "" : ", " + PlainText.of(String.join(", ", said), LONGEST_WORDS);
  }

  private static @Nullable Duration retryAfter(ClassicHttpResponse response, Instant now) {
    return RetryAfter.of(
            name -> {
              var header = response.getFirstHeader(name);
              return header == null ? null : header.getValue();
            },
            now)
        .orElse(null);
  }

  private static String host(URI url) {
    return String.valueOf(url.getHost());
  }

  @Override
  public void close() throws IOException {
    alarms.shutdownNow();
    client.close();
  }
}
