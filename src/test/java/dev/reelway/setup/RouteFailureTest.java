package dev.reelway.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.StandardEnvironment;

class RouteFailureTest {

  private static final String ROUTE =
      "routes/upstreams/tiny.camel.yaml: the route upstream-tiny-poll ";

  @Test
  void aRouteThatCamelCannotCreateIsNamedInOneSentence() {
    assertThat(sentence(new IllegalArgumentException("No component found with scheme: htp")))
        .isEqualTo(ROUTE + "cannot be created: No component found with scheme: htp.");
  }

  @Test
  void aSimpleExpressionWithAnErrorIsShown() {
    var broken = new SimpleIllegalSyntaxException("${body} == '{}'", 13, "no start token");
    assertThat(sentence(new IllegalArgumentException(broken)))
        .isEqualTo(
            ROUTE + "has the simple expression [${body} == '{}'] with an error: no start token.");
  }

  @Test
  void aClassThatDoesNotExistIsNamed() {
    assertThat(sentence(new ClassNotFoundException("org.example.Missing")))
        .isEqualTo(ROUTE + "names the class org.example.Missing, which does not exist.");
  }

  @Test
  void thePlaceOfAMistakeInJqIsNamed() {
    assertThat(sentence(compiled("{task: .id\n  verdict:: 1}")))
        .isEqualTo(ROUTE + "has a jq expression with an error at line 2, column 3.");
  }

  private static Exception compiled(String expression) {
    try {
      JsonQuery.compile(expression, Versions.JQ_1_6);
      throw new AssertionError("jq must refuse it");
    } catch (JsonQueryException broken) {
      return broken;
    }
  }

  private static String sentence(Exception cause) {
    var failed =
        new FailedToCreateRouteException(
            "upstream-tiny-poll",
            "routes/upstreams/tiny.camel.yaml",
            "Route(upstream-tiny-poll)",
            cause);
    var analysis =
        new StartFailures(new StandardEnvironment()).analyze(new RuntimeException(failed));
    return Objects.requireNonNull(analysis).getDescription();
  }
}
