package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.LogCapture;
import dev.reelway.library.ImageSource;
import dev.reelway.library.OrderDraft;
import dev.reelway.order.OrderRefused;
import dev.reelway.sink.Asset;
import dev.reelway.sink.SinkUnavailable;
import dev.reelway.stories.Service;
import dev.reelway.upstream.Upstream;
import dev.reelway.wire.Causes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spi.RestConfiguration.RestBindingMode;
import org.apache.camel.support.ExchangeHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;

/**
 * The policies of {@code routes/policies}: what follows where a route fails. Those of the intake
 * and of the job's steps have classes of their own.
 */
@ExtendWith(LogCapture.class)
class PolicyRoutesTest extends RouteTest {

  private static final Asset ASSET = new Asset("file", "a/b.png", "image/png", 1, "00", null);

  static Stream<Throwable> failures() {
    return Stream.of(
        new IOException("away"),
        new IllegalStateException("a mistake"),
        status(500, ""),
        new StackOverflowError());
  }

  // answer-errors

  @ParameterizedTest
  @CsvSource({
    "fetch-upstream-call, upstream-sora-fetch",
    "fetch-upstream-thumbnail-call, upstream-sora-thumbnail",
    "open-asset-call, sink-file-open"
  })
  void anErrorIsTheBodyThatTheCallingRouteJudges(String route, String called) throws Exception {
    for (var failure : failures().toList()) {
      fail(advice.mock(called), failure);

      var answered = send(route, Map.of("upstream", upstream(), "asset", ASSET, "key", "a/b.png"));

      assertThat(answered.getException()).isNull();
      assertThat(Causes.of(answered.getMessage().getBody(Throwable.class))).contains(failure);
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatASinkThrowsIsThrownToWhoeverOpensTheFile(Throwable failure) throws Exception {
    fail(advice.mock("sink-file-open"), failure);

    assertTravelledUp(send("open-asset", Map.of("asset", ASSET)), failure);
  }

  // errors-travel-up

  @Test
  void everyRouteWithoutAPolicyPassesItsErrorsOn() {
    assertThat(camel.getRouteDefinitions())
        .filteredOn(route -> route.getRouteConfigurationId() == null)
        .hasSizeGreaterThan(50)
        .allSatisfy(
            route ->
                assertThat(route.getErrorHandlerFactory())
                    .isInstanceOf(NoErrorHandlerDefinition.class));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void anErrorTravelsUpAsItWasThrown(Throwable failure) throws Exception {
    fail(advice.mock("references-keep-one"), failure);

    var source = new ImageSource.RemoteLink("image", URI.create("http://127.0.0.1:9"));
    var draft = new OrderDraft(video("fox", "a fox"), List.of(source));
    assertTravelledUp(send("references-keep-all", Map.of("draft", draft)), failure);
  }

  // api-errors

  @Test
  void aRefusedRequestIsAnsweredInOpenAisShape() throws Exception {
    fail(advice.mock("models-list"), new OrderRefused("seconds", "seconds must be a number"));

    var answer = send("models-list", Map.of());

    assertAnswered(answer, 400);
    assertThat(answer.getMessage().getBody(String.class)).contains("seconds must be a number");
  }

  @ParameterizedTest
  @MethodSource("failures")
  void anyOtherErrorIsAnInternalOneThatTellsNothing(Throwable failure) throws Exception {
    fail(advice.mock("models-list"), failure);

    var answer = send("models-list", Map.of());

    assertThat(answer.getException()).isNull();
    assertThat(answer.getMessage().getBody(String.class))
        .startsWith("{\"error\":{")
        .doesNotContain("away", "a mistake", "StackOverflow");
    assertThat(answer.getMessage().getHeaders()).doesNotContainKey("secret");
  }

  // sandbox-errors

  @Test
  void theSandboxAnswersErrorsAsAnUpstreamWould() throws Exception {
    var show = advice.mock("sandbox-show");
    fail(show, new OrderRefused("seconds", "seconds must be a number"));
    assertAnswered(send("sandbox-show", Map.of()), 400);

    for (var failure : failures().toList()) {
      fail(show, failure);
      var answer = send("sandbox-show", Map.of());
      assertAnswered(answer, 500);
      assertThat(answer.getMessage().getBody(String.class)).contains("The sandbox failed.");
    }
  }

  // cancel-errors

  @Test
  void aRequestToCancelThatCannotBeRecordedStaysWithAWarning(CapturedOutput log) throws Exception {
    var cancel = "inbox-cancel-" + inbox();
    var folder = ((FileEndpoint) camel.getRoute(cancel).getEndpoint()).getFile().toPath();
    var request = Files.createFile(folder.resolve("foxes.csv.cancel"));
    rename("batch", "batch_away");
    try {
      whileStarted(cancel, () -> untilLogged(log, "could not be recorded and is tried again"));
      assertThat(request).exists();
    } finally {
      rename("batch_away", "batch");
    }
  }

  // mend-errors

  @ParameterizedTest
  @CsvSource({"references-mend-lacking, references-store", "upload-mend-lacking, upload-store"})
  void aStoredFileIsTrustedWhileItsSinkFails(String route, String store, CapturedOutput log)
      throws Exception {
    var stored = advice.mock(store);
    for (var failure : failures().toList()) {
      fail(advice.mock("open-asset"), failure);

      assertThat(send(route, Map.of("asset", ASSET)).getException()).isNull();
    }
    assertThat(stored.getReceivedCounter()).isZero();
    assertThat(log).contains("accepted without a check, as its sink does not answer: IOException");
  }

  @ParameterizedTest
  @CsvSource({"references-mend-lacking, references-store", "upload-mend-lacking, upload-store"})
  void aStoredFileIsTrustedAlsoWhereItCannotBeRestored(String route, String store)
      throws Exception {
    fail(advice.mock(store), new SinkUnavailable("The sink is full.", new IOException()));

    assertThat(send(route, Map.of("asset", ASSET)).getException()).isNull();
  }

  // rest

  @Test
  void requestsComeByThePlatformsServerAsTheyAre() {
    var rest = camel.getRestConfiguration();

    assertThat(rest.getComponent()).isEqualTo("platform-http");
    assertThat(rest.getBindingMode()).isEqualTo(RestBindingMode.off);
    assertThat(rest.isInlineRoutes()).isFalse();
  }

  // What the steps are made of.

  private Exchange send(String route, Map<String, Object> variables) {
    return producer.send(
        "direct:" + route,
        exchange -> {
          variables.forEach(exchange::setVariable);
          exchange.getMessage().setHeader("secret", "of the caller");
        });
  }

  private static void assertTravelledUp(Exchange done, Throwable failure) {
    assertThat(Causes.of(done.getException())).contains(failure);
    assertThat(ExchangeHelper.isFailureHandled(done)).isFalse();
  }

  private static void assertAnswered(Exchange answer, int status) {
    assertThat(answer.getException()).isNull();
    assertThat(answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(status);
    assertThat(answer.getMessage().getBody(String.class)).startsWith("{\"error\":{");
  }

  private static Upstream upstream() {
    return new Upstream("fox", "sora", "http://127.0.0.1:9", "key", "secret", false);
  }

  private String inbox() {
    return camel.getRoutes().stream()
        .map(route -> route.getRouteId())
        .filter(id -> id.startsWith("inbox-cancel-"))
        .map(id -> id.substring("inbox-cancel-".length()))
        .findFirst()
        .orElseThrow();
  }

  private static void untilLogged(CapturedOutput log, String words) {
    Awaitility.await().atMost(Service.PATIENCE).until(() -> log.getAll().contains(words));
  }

  private void rename(String table, String name) {
    database.write(db -> db.sql("alter table " + table + " rename to " + name).update());
  }
}
