package dev.reelway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The OpenAPI document tells of each status by the codes that the page of errors has for it. */
class DocumentCodesTest {

  private static final Path DOCUMENT = Path.of("src/main/resources/api/openapi.yaml");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (\\d{3}(?:, \\d{3})*) \\| `([a-z_]+)` \\|");

  /** Each of them says what was not found. */
  private static final String NOT_FOUND = "404";

  /** Of calls that the document does not have: those under {@code /admin}, and preflights. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "host_not_allowed",
          "invalid_admin_key",
          "job_ended",
          "licence_declared",
          "licence_has_no_keys",
          "licence_revoked",
          "name_taken",
          "origin_not_allowed");

  private final JsonNode root;

  DocumentCodesTest() throws IOException {
    root = new ObjectMapper().valueToTree(new Yaml().load(Files.readString(DOCUMENT)));
  }

  /** A status and one of its codes. */
  private record Answer(String status, String code) {}

  @Test
  void everyCodeIsToldOfUnderItsStatus() {
    var told = toldByStatus();

    assertThat(told).containsKeys("401", "403", "503");
    assertThat(onThePage().filter(one -> told.containsKey(one.status())))
        .hasSizeGreaterThan(30)
        .allMatch(one -> told.get(one.status()).contains(one.code()));
  }

  private static Stream<Answer> onThePage() {
    return ROW.matcher(Page.named("errors.md").text())
        .results()
        .filter(row -> !ELSEWHERE.contains(row.group(2)))
        .flatMap(
            row ->
                Stream.of(row.group(1).split(", "))
                    .filter(status -> !status.equals(NOT_FOUND))
                    .map(status -> new Answer(status, row.group(2))));
  }

  /** What operations say, and what their answers say, by the status of these. */
  private Map<String, String> toldByStatus() {
    var told = new HashMap<String, String>();
    for (var path : root.path("paths")) {
      for (var operation : path) {
        for (var answer : operation.path("responses").properties()) {
          var text = operation.path("description").asText() + resolved(answer.getValue());
          told.merge(answer.getKey(), text, String::concat);
        }
      }
    }
    return told;
  }

  private JsonNode resolved(JsonNode answer) {
    var ref = answer.path("$ref").asText();
    return ref.isEmpty() ? answer : root.at(ref.substring(1));
  }
}
