package dev.reelway.setup;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.FailedToCreateRouteException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.StandardEnvironment;

class RouteFailureTest {

  @Test
  void aRouteThatCamelCannotCreateIsNamedInOneSentence() {
    var failed =
        new FailedToCreateRouteException(
            "upstream-tiny-poll",
            "routes/upstreams/tiny.camel.yaml",
            "Route(upstream-tiny-poll)",
            new IllegalArgumentException("No component found with scheme: htp"));

    assertThat(new StartFailures(new StandardEnvironment()).analyze(new RuntimeException(failed)))
        .extracting(FailureAnalysis::getDescription)
        .isEqualTo(
            "The route upstream-tiny-poll cannot be created: No component found with scheme: htp."
                + " Correct it in its file below routes/.");
  }
}
