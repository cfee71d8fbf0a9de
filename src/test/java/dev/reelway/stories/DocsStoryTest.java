package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Somebody without a licence reads the API, with a tool or on the page. */
class DocsStoryTest extends SharedStoryTest {

  private static final String PAGE = "/sora/docs";
  private static final String DESCRIPTION = "/sora/openapi.yaml";

  @Test
  void theDescriptionNamesThisServiceAsItsServer() throws Exception {
    var answer = service.send(service.bare(DESCRIPTION));

    Map<String, Object> described = new Yaml().load(answer.body());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
    assertThat(described.get("openapi")).isEqualTo("3.0.3");
    assertThat(described.get("servers"))
        .isEqualTo(List.of(Map.of("url", "/sora", "description", "This service")));
  }

  @Test
  void theDescriptionForGeneratorsHasNoFormWhereJsonWillDo() throws Exception {
    var whole = service.send(service.bare(DESCRIPTION));
    var answer = service.send(service.bare(DESCRIPTION + "?bodies=json"));
    var other = service.send(service.bare(DESCRIPTION + "?bodies=form"));

    assertThat(bodies(whole.body(), "/v1/videos")).hasSize(3);
    assertThat(bodies(answer.body(), "/v1/videos")).containsExactly("application/json");
    assertThat(bodies(answer.body(), "/v1/files")).containsExactly("multipart/form-data");
    assertThat(Service.json(other).at("/error/param").asText()).isEqualTo("bodies");
  }

  private static Iterable<String> bodies(String description, String path) {
    JsonNode described = Service.JSON.valueToTree(new Yaml().load(description));
    return () ->
        described.path("paths").path(path).path("post").at("/requestBody/content").fieldNames();
  }

  @Test
  void everyFileThatThePageNamesIsThere() throws Exception {
    var page = service.send(service.bare(PAGE));
    var named =
        Pattern.compile("(?:src|href)=\"([^\"]+)\"")
            .matcher(page.body())
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(page.body()).contains("<title>Reelway</title>");
    assertThat(named).hasSizeGreaterThan(4).allMatch(file -> !file.contains(":"));
    for (var file : named) {
      assertThat(service.send(service.bare("/sora/" + file)).statusCode()).as(file).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/sora/docs, text/html;charset=UTF-8",
    "/sora/docs/reelway.css, text/css;charset=UTF-8",
    "/sora/docs/reelway.js, text/javascript;charset=UTF-8",
    "/sora/docs/reelway.svg, image/svg+xml",
    "/sora/docs/swagger-ui.css, text/css;charset=UTF-8",
    "/sora/docs/swagger-ui-bundle.js, text/javascript;charset=UTF-8"
  })
  void eachFileSaysWhatItIsAndIsSentOnceOnly(String path, String type) throws Exception {
    var first = service.bytes(service.bare(path));
    var etag = first.headers().firstValue("ETag").orElseThrow();
    var again = service.bytes(service.bare(path).header("If-None-Match", etag));

    assertThat(first.headers().firstValue("Content-Type")).hasValue(type);
    assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(first.headers().firstValueAsLong("Content-Length")).hasValue(first.body().length);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void thePageRunsNoScriptsButItsOwn() throws Exception {
    var page = service.send(service.bare(PAGE));

    assertThat(page.headers().firstValue("Content-Security-Policy").orElse("").split("; "))
        .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'");
    assertThat(page.body()).doesNotContainPattern("<script(?![^>]* src=)").doesNotContain("style=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sora/docs/index.html", "/sora/docs/nothing.js", "/sora/docs/a/b"})
  void nothingElseIsServed(String path) throws Exception {
    var answer = service.send(service.bare(path));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Service.json(answer).at("/error/code").asText()).isEqualTo("unknown_url");
  }
}
