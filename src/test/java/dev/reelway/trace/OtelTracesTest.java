package dev.reelway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/** Where spans belong, and what leaves with a call. */
class OtelTracesTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String CALLER = "00-" + TRACE + "-" + PARENT + "-01";

  private final Collector collector = new Collector();
  private final Traces traces = collector.traces();

  OtelTracesTest() throws IOException {}

  @AfterEach
  void stop() throws Exception {
    traces.close();
    collector.close();
  }

  @Test
  void aRequestBelongsToTheTraceOfItsCaller() {
    try (var span = request(CALLER)) {
      span.route("/v1/videos/{id}");
      span.status(404);
    }
    traces.close();

    var span = collector.only("GET /v1/videos/{id}");
    assertThat(span.kind()).isEqualTo("SERVER");
    assertThat(span.trace()).isEqualTo(TRACE);
    assertThat(span.parent()).isEqualTo(PARENT);
    assertThat(span.isError()).isFalse();
    assertThat(span.service()).isEqualTo("reelway");
    assertThat(span.attributes())
        .isEqualTo(
            Map.of(
                "http.request.method", "GET",
                "http.route", "/v1/videos/{id}",
                "http.response.status_code", "404",
                "url.scheme", "http"));
  }

  @Test
  void theTracesThatTheLinesOfALargeFileBeginAreAllSent() {
    for (int line = 0; line < 6_000; line++) {
      traces.step("accept", null, List.of()).close();
    }
    traces.close();

    assertThat(collector.named("accept")).hasSize(6_000);
  }

  /** As the recommendation of W3C says: whoever cannot read it begins a trace. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-zz"
      })
  void aMalformedContextIsIgnored(String traceparent) {
    request(traceparent).close();
    traces.close();

    var span = collector.only("GET");
    assertThat(span.parent()).isEmpty();
    assertThat(span.trace()).isNotEqualTo(TRACE);
  }

  @Test
  void theStateAndBaggageOfACallerGoNowhere() {
    var headers =
        Map.of("traceparent", CALLER, "tracestate", "vendor=secret", "baggage", "customer=secret");
    try (var span = traces.request("GET", "http", headers::get);
        var call = traces.call("GET", "engine.example", 443, false)) {
      assertThat(call.context()).startsWith("00-" + TRACE);
      assertThat(span.context()).startsWith("00-" + TRACE);
    }
    traces.close();

    assertThat(collector.spans()).hasSize(2).allSatisfy(span -> assertThat(span.state()).isEmpty());
    assertThat(collector.spans().toString()).doesNotContain("secret");
  }

  @Test
  void aLaterVersionIsReadAsFarAsItIsKnown() {
    request("01-" + TRACE + "-" + PARENT + "-01-more").close();
    traces.close();

    assertThat(collector.only("GET").trace()).isEqualTo(TRACE);
  }

  @Test
  void whatTheCallerDoesNotSampleIsNotSentButGoesOn() {
    String within;
    try (var span = request("00-" + TRACE + "-" + PARENT + "-00")) {
      within = Objects.requireNonNull(span.context());
    }
    traces.step("submit", within, List.of()).close();
    traces.step("submit", null, List.of()).close();
    traces.close();

    assertThat(within).matches("00-" + TRACE + "-[0-9a-f]{16}-00").doesNotContain(PARENT);
    assertThat(collector.only("submit").trace()).isNotEqualTo(TRACE);
  }

  @Test
  void aStepBelongsToItsOrderWhateverElseIsUnderWay() throws Exception {
    var order = "00-" + TRACE + "-" + PARENT + "-01";
    try (var other = request("")) {
      try (var step =
          traces.step("poll", order, List.of(Objects.requireNonNull(other.context())))) {
        assertThat(step.isStepOf(order)).isTrue();
        assertThat(other.isStepOf(order)).isFalse();
      }
      assertThat(traces.current()).isSameAs(other);
    }
    traces.close();

    var step = collector.only("poll");
    assertThat(step.trace()).isEqualTo(TRACE);
    assertThat(step.parent()).isEqualTo(PARENT);
    assertThat(step.links()).containsExactly(collector.only("GET").trace());
  }

  @Test
  void noOtherThreadIsInTheSpan() throws Exception {
    var elsewhere = new AtomicReference<TraceSpan>();
    try (var span = request(CALLER)) {
      Thread.ofVirtual().start(() -> elsewhere.set(traces.current())).join();
      assertThat(traces.current()).isSameAs(span);
    }

    assertThat(elsewhere).hasValue(TraceSpan.NONE);
    assertThat(traces.current()).isSameAs(TraceSpan.NONE);
  }

  @Test
  void logsHaveTheIdsOfThePresentSpan() {
    try (var request = request(CALLER)) {
      var outer = MDC.get("span_id");
      assertThat(MDC.get("trace_id")).isEqualTo(TRACE);
      assertThat(request.context()).startsWith("00-" + TRACE + "-" + outer + "-");
      try (var step = traces.step("submit", null, List.of())) {
        assertThat(step.context())
            .startsWith("00-" + MDC.get("trace_id") + "-" + MDC.get("span_id") + "-");
      }
      assertThat(MDC.get("span_id")).isEqualTo(outer);
    }

    assertThat(MDC.get("trace_id")).isNull();
    assertThat(MDC.get("span_id")).isNull();
  }

  @Test
  void theCallThatOrdersIsToldTheTaskThatItsAnswerNames() {
    try (var step = traces.step("submit", null, List.of())) {
      step.render(new TracedRender("video", "main", "vertex-veo", "veo-3", null));
      try (var call = traces.call("POST", "engine.example", 443, true)) {
        call.status(200);
      }
      step.render(new TracedRender("video", "main", "vertex-veo", "veo-3", "task-1"));
    }
    traces.close();

    var call = collector.only("generate_content veo-3");
    assertThat(call.kind()).isEqualTo("CLIENT");
    assertThat(call.parent()).isEqualTo(collector.only("submit").id());
    assertThat(call.attributes())
        .isEqualTo(
            Map.of(
                "http.request.method", "POST",
                "http.response.status_code", "200",
                "server.address", "engine.example",
                "server.port", "443",
                "gen_ai.operation.name", "generate_content",
                "gen_ai.output.type", "video",
                "gen_ai.provider.name", "gcp.vertex_ai",
                "gen_ai.request.model", "veo-3",
                "gen_ai.response.id", "task-1",
                "dev.reelway.upstream", "main"));
  }

  @Test
  void aCallWithoutAnAnswerIsAnError() {
    try (var step = traces.step("poll", null, List.of());
        var call = traces.call("GET", "engine.example", 80, false)) {
      call.failed(new java.net.ConnectException("http://secret"));
    }
    traces.close();

    var call = collector.only("GET");
    assertThat(call.isError()).isTrue();
    assertThat(call.told("error.type")).isEqualTo("java.net.ConnectException");
    assertThat(call.toString()).doesNotContain("secret");
  }

  @Test
  void aCallOutsideOfEverySpanIsNotTraced() {
    assertThat(traces.call("GET", "engine.example", 80, false)).isSameAs(TracedCall.NONE);
  }

  private TraceSpan request(String traceparent) {
    var headers = Map.of("traceparent", traceparent);
    return traces.request("GET", "http", headers::get);
  }
}
