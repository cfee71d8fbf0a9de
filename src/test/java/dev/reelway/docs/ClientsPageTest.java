package dev.reelway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of clients names the versions that are tried, and no others. */
class ClientsPageTest {

  private static final Path CLIENTS = Path.of("src/test/clients");
  private static final String PAGE = Page.named("clients.md").text();
  private static final Pattern VERSION = Pattern.compile("`([^` ]+)` (\\d+(?:\\.\\d+){2})");
  private static final Pattern ARTIFACT =
      Pattern.compile(
          "<artifactId>(openai-java-client-okhttp|spring-ai-openai|langchain4j-open-ai|openapi-generator-cli)</artifactId>\\s*<version>([^<]+)<");

  @Test
  void theVersionsAreThoseThatAreTried() throws IOException {
    assertThat(all(VERSION, PAGE)).isEqualTo(tried());
  }

  @Test
  void whoeverIsNamedInTheTableOfCallsIsNamedAbove() {
    var rows = PAGE.lines().filter(line -> line.matches("\\|[^|]*\\| `[A-Z]+ /.*")).toList();
    var known = PAGE.lines().map(line -> line.split("\\|")).filter(cells -> cells.length == 4);
    var names = known.map(cells -> cells[1].strip()).collect(Collectors.toSet());

    assertThat(rows).hasSizeGreaterThan(20);
    assertThat(rows)
        .flatMap(row -> List.of(row.split("\\|")[4].strip().split(", ")))
        .isSubsetOf(names);
  }

  private static Set<String> tried() throws IOException {
    var tried = all(ARTIFACT, Files.readString(Path.of("pom.xml")));
    var folders = new TreeSet<>(Set.of(Path.of("src/test/node")));
    try (var clients = Files.list(CLIENTS)) {
      clients.filter(Files::isDirectory).forEach(folders::add);
    }
    for (var folder : folders) {
      tried.addAll(packages(folder.resolve("package.json")));
      var pom = folder.resolve("pom.xml");
      tried.addAll(Files.exists(pom) ? all(ARTIFACT, Files.readString(pom)) : Set.of());
    }
    return tried;
  }

  private static Set<String> packages(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Set.of();
    }
    return new ObjectMapper()
        .readTree(file.toFile()).path("dependencies").properties().stream()
            .map(one -> one.getKey() + " " + one.getValue().asText())
            .collect(Collectors.toSet());
  }

  private static Set<String> all(Pattern pattern, String text) {
    return Stream.of(text)
        .flatMap(one -> pattern.matcher(one).results())
        .map(found -> found.group(1) + " " + found.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
