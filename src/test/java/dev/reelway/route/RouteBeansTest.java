package dev.reelway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** What the contract takes for granted of Java and of Camel, asked of both. */
class RouteBeansTest {

  private static final Pattern SET = Pattern.compile("\\bsetVariable\\(\\s*\"(\\w+)\"");

  @Test
  void everyVariableThatJavaSetsIsDeclared() throws IOException {
    try (var files = Files.walk(Path.of("src/main/java"))) {
      var set =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .flatMap(file -> SET.matcher(read(file)).results())
              .map(found -> found.group(1))
              .distinct()
              .toList();

      var byBeans = BeanVariables.SET.values().stream().flatMap(Set::stream);
      assertThat(Stream.concat(byBeans, RouteContract.GIVEN_TO_REQUESTS.stream()).distinct())
          .containsExactlyInAnyOrderElementsOf(set);
    }
  }

  @Test
  void everyRouteThatJavaStartsIsThere() throws IOException {
    try (var files = Files.walk(Path.of("routes"))) {
      var routes = files.filter(Files::isRegularFile).map(RouteBeansTest::read).toList();

      assertThat(RouteContract.STARTED_BY_JAVA.keySet())
          .allMatch(id -> routes.stream().anyMatch(text -> text.contains("    id: " + id + "\n")));
    }
  }

  @Test
  void camelBringsVariablesOutOfASplitOnlyWhereItsPartsAreAggregated() throws Exception {
    try (var camel = new DefaultCamelContext()) {
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:apart").split(body()).setVariable("part", body()).end();
              from("direct:together")
                  .split(body(), (one, other) -> other)
                  .setVariable("part", body())
                  .end();
            }
          });
      camel.start();

      assertThat(after(camel, "direct:apart", List.of(1, 2))).isEmpty();
      assertThat(after(camel, "direct:together", List.of(1, 2))).isEqualTo(Map.of("part", 2));
      assertThat(after(camel, "direct:together", List.of())).isEmpty();
    }
  }

  @Test
  void aVariableIsTakenAwayByNullAndMayHoldAnEmptyList() throws Exception {
    try (var camel = new DefaultCamelContext()) {
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:r")
                  .setVariable("gone", constant("before"))
                  .setVariable("gone", simple("${null}"))
                  .setVariable("none", simple("${empty(list)}"));
            }
          });
      camel.start();

      assertThat(after(camel, "direct:r", "")).isEqualTo(Map.of("none", List.of()));
    }
  }

  private static Map<String, Object> after(CamelContext camel, String route, Object body) {
    var template = camel.createProducerTemplate();
    var done = template.request(route, call -> call.getMessage().setBody(body));
    return Map.copyOf(done.getVariables());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
