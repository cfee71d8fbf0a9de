package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.contracts.Ports;
import dev.reelway.drills.Node;
import dev.reelway.trace.Collector;
import dev.reelway.trace.Collector.Received;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;

/** An order is one trace, from the request of its caller to the webhook that tells of its end. */
class TraceStoryTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "b7ad6b7169203331";
  private static final String PROMPT = "a heron that nobody else shall know of";

  /** The headers of a caller whose own trace has a state and baggage. */
  private static final List<String> TRACED =
      List.of(
          "Content-Type",
          "application/json",
          "traceparent",
          "00-" + TRACE + "-" + CALLER + "-01",
          "tracestate",
          "vendor=1",
          "baggage",
          "customer=ann");

  private final Collector collector = new Collector();
  private final TracedUpstream upstream = new TracedUpstream();
  private final Hook hook = new Hook();
  @TempDir Path home = Path.of("");

  TraceStoryTest() throws IOException {}

  @AfterEach
  void stop() {
    hook.close();
    upstream.close();
    collector.close();
  }

  @Test
  void anOrderIsOneTraceFromItsCallerToTheWebhookAlsoAcrossARestart() throws Exception {
    String id;
    try (var service = start()) {
      id = ordered(service);
      await().atMost(Service.PATIENCE).until(() -> polls() > 1);
    }
    assertThat(collector.named("deliver")).isEmpty();

    upstream.end();
    try (var service = start()) {
      assertThat(service.ended(id).path("status").asText()).isEqualTo("completed");
      await()
          .atMost(Service.PATIENCE)
          .until(() -> !hook.received("/demo?customer=7", id).isEmpty());
    }

    var request = collector.only("POST /sora/v1/videos");
    assertThat(request.trace()).isEqualTo(TRACE);
    assertThat(request.parent()).isEqualTo(CALLER);
    assertThat(request.told("http.route")).isEqualTo("/sora/v1/videos");
    assertThat(request.told("dev.reelway.job.id")).isEqualTo(id);
    assertThat(request.told("dev.reelway.request.id")).startsWith("req_");
    assertThat(collector.within(request))
        .extracting(Received::name)
        .contains("submit", "poll", "deliver", "webhook")
        .hasSizeGreaterThanOrEqualTo(5);
    assertThat(List.of("submit", "deliver", "webhook"))
        .allSatisfy(step -> assertThat(collector.only(step).parent()).isEqualTo(request.id()));
    assertSubmitted(request);
    assertDelivered(request, id);
    assertThat(collector.named("GET /sora/v1/videos/{id}").getLast().trace()).isNotEqualTo(TRACE);
    assertThat(collector.spans().toString())
        .doesNotContain(PROMPT, "Bearer", "customer", Service.SANDBOX_KEY)
        .doesNotContain("/v1/videos/" + id);
  }

  private void assertSubmitted(Received request) {
    var submit = collector.only("submit");
    assertThat(submit.parent()).isEqualTo(request.id());
    var ordering = collector.within(submit).getFirst();
    assertThat(ordering.name()).isEqualTo("generate_content m");
    assertThat(ordering.kind()).isEqualTo("CLIENT");
    assertThat(ordering.attributes())
        .containsAllEntriesOf(
            Map.of(
                "gen_ai.operation.name", "generate_content",
                "gen_ai.output.type", "video",
                "gen_ai.provider.name", "sora",
                "gen_ai.request.model", "m",
                "gen_ai.response.id", "task-1",
                "http.request.method", "POST",
                "http.response.status_code", "200",
                "server.address", "127.0.0.1",
                "server.port", String.valueOf(upstream.port())));
  }

  /** Every call had the context of its own span, and nothing of the caller's. */
  private void assertDelivered(Received request, String id) {
    var steps = collector.within(request);
    var deliver = steps.stream().filter(step -> step.name().equals("deliver")).toList().getFirst();
    assertThat(deliver.told("dev.reelway.job.state")).isEqualTo("delivered");
    assertThat(collector.within(deliver)).first().extracting(Received::name).isEqualTo("GET");
    assertThat(upstream.calls())
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(
            call -> {
              assertThat(call.others()).isEmpty();
              assertThat(call.traceparent()).startsWith("00-" + TRACE).doesNotContain(CALLER);
              assertThat(collector.spans())
                  .filteredOn(span -> span.kind().equals("CLIENT"))
                  .extracting(Received::id)
                  .contains(call.traceparent().split("-")[2]);
            });
    assertThat(upstream.calls()).extracting("traceparent").doesNotHaveDuplicates();
    var webhook = collector.only("webhook");
    var posted = collector.within(webhook).getFirst();
    assertThat(hook.received("/demo?customer=7", id).getFirst().header("traceparent"))
        .startsWith("00-" + TRACE + "-" + posted.id());
    assertThat(webhook.told("dev.reelway.job.id")).isEqualTo(id);
  }

  @Test
  void anOrderOfAFileIsATraceOfItsOwnAndAFailureIsToldInIt() throws Exception {
    try (var service = start()) {
      Files.writeString(home.resolve("inbox/orders.txt"), "refuse one\nrefuse two\n");
      await()
          .atMost(Service.PATIENCE)
          .until(() -> hook.received("/demo?customer=7", "video_").size() == 2);
    }

    var roots = collector.named("accept");
    assertThat(roots).hasSize(2).allSatisfy(root -> assertThat(root.parent()).isEmpty());
    assertThat(roots).extracting(Received::trace).doesNotHaveDuplicates();
    for (var root : roots) {
      assertThat(collector.within(root)).extracting(Received::name).contains("submit", "webhook");
      var submit =
          collector.within(root).stream().filter(step -> step.name().equals("submit")).toList();
      assertThat(submit.getLast().isError()).isTrue();
      assertThat(submit.getLast().told("error.type")).isEqualTo("refused");
      assertThat(submit.getLast().told("dev.reelway.job.id"))
          .isEqualTo(root.told("dev.reelway.job.id"));
      var call = collector.within(submit.getLast()).getFirst();
      assertThat(call.isError()).isTrue();
      assertThat(call.told("error.type")).isEqualTo("422");
    }
  }

  @Test
  void anAttemptThatTheReceiverOfAnEventRefusesIsAnError() throws Exception {
    upstream.end();
    hook.answers("/demo?customer=7", 500);
    try (var service = start()) {
      service.ended(ordered(service));
      await().atMost(Service.PATIENCE).until(() -> !collector.named("webhook").isEmpty());
    }

    var attempt = collector.named("webhook").getFirst();
    assertThat(attempt.isError()).isTrue();
    assertThat(attempt.told("error.type")).isEqualTo("500");
    assertThat(collector.only("deliver").isError()).isFalse();
  }

  /** The sandbox is an upstream in this process: what it answers is in the trace too. */
  @Test
  void anImageWaitsWithinTheSpanOfItsCall() throws Exception {
    try (var service = start()) {
      var image = "{\"prompt\":\"a heron\",\"model\":\"sora_image\"}";
      assertThat(service.post("/sora/v1/images/generations", image).statusCode()).isEqualTo(200);
    }

    var request = collector.only("POST /sora/v1/images/generations");
    var submit = collector.only("submit");
    assertThat(request.parent()).isEmpty();
    assertThat(request.told("http.response.status_code")).isEqualTo("200");
    assertThat(submit.parent()).isEqualTo(request.id());
    assertThat(collector.only("generate_content sora_image").parent()).isEqualTo(submit.id());
    assertThat(collector.only("generate_content sora_image").told("gen_ai.output.type"))
        .isEqualTo("image");
  }

  @Test
  void whileTheCollectorIsAwayOrdersGoOnAndTheLogSaysItOnce(CapturedOutput output)
      throws Exception {
    var away = "http://127.0.0.1:" + Ports.free();
    try (var service = start("reelway.traces=" + away)) {
      upstream.end();
      assertThat(service.ended(ordered(service)).path("status").asText()).isEqualTo("completed");
      await()
          .atMost(Service.PATIENCE)
          .until(() -> output.getAll().contains("Traces cannot be sent to"));
    }

    assertThat(output.getAll())
        .containsOnlyOnce("Traces cannot be sent to")
        .doesNotContain("Failed to export");
  }

  /** In a process of its own, as this one has loaded what it does not need. */
  @Test
  void withoutTheSettingNothingIsLoadedNothingIsSentAndNothingSentOn() throws Exception {
    upstream.end();
    Files.createDirectories(home.resolve("inbox"));
    var loaded = home.resolve("loaded");
    var jvm = new ArrayList<>(Node.SHORT_LIVED);
    jvm.add("-Xlog:class+load:file=" + loaded);
    var settings = settings("reelway.traces=").toList();
    try (var node = Node.start(home, jvm, settings).ready()) {
      var answer = node.call("POST", "/sora/v1/videos", order(), TRACED);
      var id = Service.JSON.readTree(answer.body()).path("id").asText();
      await()
          .atMost(Service.PATIENCE)
          .until(() -> node.video(id).path("status").asText().equals("completed"));
    }

    var classes = Files.readAllLines(loaded);
    assertThat(classes).anyMatch(one -> one.contains(" dev.reelway.trace.Traces "));
    assertThat(classes)
        .filteredOn(one -> one.matches(".* (io\\.opentelemetry\\.|dev\\.reelway\\.trace\\.Otel).*"))
        // Spring Boot looks whether it is there.
        .allMatch(one -> one.contains(" io.opentelemetry.context.ContextStorage "));
    assertThat(collector.spans()).isEmpty();
    assertThat(upstream.calls())
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(
            call -> {
              assertThat(call.traceparent()).isNull();
              assertThat(call.others()).isEmpty();
            });
  }

  /** The inbox is there already: nothing is dropped to welcome anybody. */
  private Service start(String... others) throws IOException {
    Files.createDirectories(home.resolve("inbox"));
    return Service.start(home, settings(others).toArray(String[]::new));
  }

  private Stream<String> settings(String... others) {
    var usual =
        Stream.of(
            "reelway.traces=" + collector.url(),
            "reelway.intake.hot-folder.model=old",
            "reelway.licences.demo.webhook.url=" + hook.url("/demo?customer=7"),
            "reelway.events.private-hosts[0]=127.0.0.1");
    var kept = usual.filter(one -> others.length == 0 || !one.startsWith("reelway.traces="));
    return Stream.of(Stream.of(others), upstream.settings(), kept).flatMap(all -> all);
  }

  private static String ordered(Service service) throws IOException, InterruptedException {
    var request = service.request("/sora/v1/videos").POST(BodyPublishers.ofString(order()));
    return Service.json(service.send(request.headers(TRACED.toArray(String[]::new))))
        .path("id")
        .asText();
  }

  private static String order() {
    return "{\"prompt\":\"%s\",\"model\":\"old\",\"size\":\"1280x720\"}".formatted(PROMPT);
  }

  private long polls() {
    return upstream.calls().stream()
        .filter(call -> call.method().equals("GET") && call.path().endsWith("/task-1"))
        .count();
  }
}
