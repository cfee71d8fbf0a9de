package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a status word means, asked as any route may ask it, an operator's own among them. */
class StatusVerdictTest {

  @ParameterizedTest
  @CsvSource({
    "'\"completed\"', done",
    "'\"Complete\"', done",
    "'\"succeeded\"', done",
    "'\"succeed\"', done",
    "'\"SUCCESS\"', done",
    "'\"done\"', done",
    "'\"finished\"', done",
    "'\"ready\"', done",
    "'\"failed\"', failed",
    "'\"FAILURE\"', failed",
    "'\"fail\"', failed",
    "'\"error\"', failed",
    "'\"cancelled\"', failed",
    "'\"canceled\"', failed",
    "'\"expired\"', failed",
    "'\"rejected\"', failed",
    "'\"aborted\"', failed",
    "'\"terminated\"', failed",
    "'\"dead\"', failed",
    "'\"errored\"', failed",
    "'\"timeout\"', failed",
    "'\"TIMED_OUT\"', failed",
    "'\"queued\"', working",
    "'\"a new word\"', working",
    "7, working",
    "'{}', working",
    "'\"\"', none",
    "false, none",
    "null, none"
  })
  void aWordHasOneMeaning(String status, String verdict) throws Exception {
    assertThat(asked("{\"status\": " + status + "}")).isEqualTo(verdict);
  }

  @Test
  void aMissingStatusIsNone() throws Exception {
    assertThat(asked("{}")).isEqualTo("none");
  }

  @Test
  void noDialectHasAListOfItsOwn() throws IOException {
    try (var files = Files.walk(Path.of("routes/upstreams"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file))
            .doesNotContain("\"succeeded\"")
            .doesNotContain("succeed(");
      }
    }
  }

  private static String asked(String body) throws Exception {
    try (var camel = new DefaultCamelContext()) {
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:ask")
                  .setBody()
                  .jq("(.status | status_verdict) // \"none\"", String.class);
            }
          });
      camel.start();
      return camel.createProducerTemplate().requestBody("direct:ask", body, String.class);
    }
  }
}
