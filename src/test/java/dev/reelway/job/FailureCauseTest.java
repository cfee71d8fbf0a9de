package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.net.Downloader;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.KeyTemplate;
import dev.reelway.sink.SinkUnavailable;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Upstream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the owner of a job, and the log, read of a failed step. */
class FailureCauseTest {

  private static final Job JOB =
      Job.accepted(
          new VideoOrder("m", "m", "a cat", "720x1280", 10, false, false, false, null),
          "anna",
          null,
          Instant.EPOCH,
          Instant.EPOCH.plus(Duration.ofHours(1)));

  @Test
  void theLogHasTheStatusAndTheHostButNotTheWordsOfTheUpstream() {
    var answer =
        new HttpOperationFailedException(
            "http://engine.example/v1?prompt=cat",
            429,
            "",
            null,
            Map.of(),
            "{\"error\": \"No cats today\"}");

    assertThat(FailureCause.of(answer))
        .isEqualTo("Last answer: 429 from engine.example: No cats today.");
    assertThat(inOurWords(answer)).isEqualTo("Last answer: 429 from engine.example.");
  }

  @Test
  void theLogSaysWhyALinkWasNotOpened() {
    assertThat(inOurWords(refused("ftp://engine.example/1.mp4")))
        .isEqualTo("The link must begin with http:// or https://.");
    assertThat(inOurWords(refused(null))).isEqualTo("The upstream reported no link to the file.");
  }

  /** Its root may be a lost connection, which is not the upstream's. */
  @Test
  void theLogNamesTheSinkThatIsAwayAndTheOwnerReadsNoneOfItsNames() {
    var away =
        new SinkUnavailable(
            "The bucket studio could not be reached.", new ConnectException("10.0.0.7:9000"));

    assertThat(FailureCause.of(new IllegalStateException(away)))
        .isEqualTo("The storage of the files is not available at present.");
    assertThat(inOurWords(new IllegalStateException(away)))
        .isEqualTo("The bucket studio could not be reached.");
  }

  @Test
  void theLogNamesThePrivateHostAndItsSetting() {
    var refused = refused("http://127.0.0.1:9/1.mp4");

    assertThat(FailureCause.of(refused))
        .isEqualTo("The link leads to an address that is not public.");
    assertThat(inOurWords(refused))
        .isEqualTo(
            "The link leads to 127.0.0.1, which is not public. If that is your own engine, add"
                + " 127.0.0.1 to reelway.references.private-hosts.");
  }

  @Test
  void aMistakeInADialectIsNoAnswerOfTheUpstream() {
    var mistake = new RuntimeCamelException(new JsonQueryException("Cannot index a cat"));
    var place = new FailurePlace("submit-job", "direct://upstream-tiny-submit", null);

    assertThat(FailureCause.inOurWords(mistake, place, "a dog"))
        .isEqualTo(
            "The route upstream-tiny-submit failed: JsonQueryException: Cannot index a cat.");
    assertThat(place.with(mistake)).isEqualTo("JsonQueryException in upstream-tiny-submit");
    assertThat(FailureCause.inOurWords(new IllegalArgumentException("Null key"), place, "a dog"))
        .isEqualTo("The route upstream-tiny-submit failed: IllegalArgumentException: Null key.");
  }

  @Test
  void theAddressOfAFailedCallHasItsPath() {
    var lost = new SocketException("reset");

    assertThat(new FailurePlace("poll-job", "http://one:80/base?x=1", "/v/7").with(lost))
        .isEqualTo("SocketException in poll-job at http://one:80/base/v/7");
    assertThat(new FailurePlace("submit-job", "direct://answer-keep", "/v/7").with(lost))
        .isEqualTo("SocketException in submit-job");
  }

  @Test
  void aVerdictThatDoesNotExistIsNamedWithThoseThatDo() {
    assertThat(FailureCause.of(catchThrowable(() -> report("{\"verdict\": \"in_progress\"}"))))
        .isEqualTo(
            "The report's verdict is \"in_progress\"; it must be working, done, refused, failed,"
                + " lost, busy or unavailable.");
    assertThat(FailureCause.of(catchThrowable(() -> report("{\"task\": \"1\"}"))))
        .startsWith("The report has no verdict; it must be working, ");
  }

  private static void report(String json) throws IOException {
    new ObjectMapper().readValue(json, Report.class);
  }

  private static String inOurWords(Throwable thrown) {
    return FailureCause.inOurWords(thrown, FailurePlace.UNKNOWN, "a prompt");
  }

  /** An engine without a fetch verb may name a path. */
  @Test
  void aLinkMayBeRelativeToTheBaseUrl() throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    var server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    server.createContext(
        "/view",
        exchange -> {
          exchange.sendResponseHeaders(200, 3);
          exchange.getResponseBody().write(new byte[3]);
          exchange.close();
        });
    server.start();
    var host = loopback.getHostAddress();
    var upstream = upstream("http://%s:%d".formatted(host, server.getAddress().getPort()));
    try (var downloader = new Downloader(Set.of(host));
        var file = delivery(downloader).foreign(JOB, upstream, "/view?filename=1.mp4")) {
      assertThat(file.readAllBytes()).hasSize(3);
    } finally {
      server.stop(0);
    }
  }

  private static Throwable refused(@Nullable String link) {
    try (var downloader = new Downloader(Set.of())) {
      return catchThrowable(
          () -> delivery(downloader).foreign(JOB, upstream("https://engine.example"), link));
    }
  }

  private static Upstream upstream(String baseUrl) {
    return new Upstream("one", "tiny", baseUrl, "main", "k", false);
  }

  private static AssetDelivery delivery(Downloader downloader) {
    var terms =
        new AssetDelivery.DeliveryTerms(
            "file", sink -> template(), 1_000_000, false, dialect -> false, dialect -> false);
    return new AssetDelivery(terms, downloader, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  }

  private static KeyTemplate template() {
    throw new IllegalStateException("nothing is named");
  }
}
