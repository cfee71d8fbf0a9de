package dev.reelway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.language.jq.JqLanguage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JqExpressionsTest {

  private static final String FILE = "routes/upstreams/mine.camel.yaml";

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final JqExpressions expressions =
      new JqExpressions(((JqLanguage) camel.resolveLanguage("jq")).getRootScope(), this::resource);

  @AfterEach
  void close() {
    camel.stop();
  }

  private Optional<String> resource(String location) {
    return location.equals("routes:mine.jq")
        ? Optional.of("first_of(.)")
        : Optional.of(Path.of(location.replaceFirst("routes:", "routes/")))
            .filter(Files::exists)
            .map(JqExpressionsTest::text);
  }

  @Test
  void aFunctionThatDoesNotExistIsNamedWithItsFileAndRoute() {
    assertThat(broken("if .a then [.b[] | {c: (.d | IN(1, 2))}] else 0 end"))
        .containsExactly(
            FILE
                + ": the route r calls the jq function IN, which does not exist here. Write the"
                + " expression without it.");
  }

  @Test
  void anExpressionInAFileOfItsOwnIsReadToo() {
    assertThat(broken("resource:routes:mine.jq"))
        .singleElement()
        .asString()
        .contains("calls the jq function first_of");
  }

  @Test
  void aWrongNumberOfArgumentsIsToldOf() {
    assertThat(broken("order_fields({})"))
        .containsExactly(
            FILE
                + ": the route r calls the jq function order_fields with 1 arguments. It takes 2.");
  }

  @Test
  void whatTheExpressionDefinesItselfExists() {
    assertThat(broken("def twice(f): f | f; def plus($n): . + $n; 1 | twice(. + 1) | plus(2)"))
        .isEmpty();
  }

  @Test
  void anErrorInTheExpressionIsToldOf() {
    assertThat(broken("{a: (.b"))
        .singleElement()
        .asString()
        .startsWith(FILE + ": the route r has a jq expression with an error: ");
  }

  @Test
  void everyExpressionOfTheShippedFilesCallsWhatExists() throws IOException {
    try (var files = Files.walk(Path.of("routes"))) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".camel.yaml"))
                  .flatMap(file -> expressions.broken(file.toString(), text(file)).stream()))
          .isEmpty();
    }
  }

  private List<String> broken(String expression) {
    return expressions.broken(
        FILE,
        """
        - route:
            id: r
            from:
              uri: direct:r
              steps:
                - setBody:
                    expression:
                      jq:
                        expression: '%s'
        """
            .formatted(expression));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
