package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** What every path needs that can be called. A new one is closed until this list says otherwise. */
class AccessTest {

  private static final List<String> METHODS = List.of("get", "head", "post", "put", "delete");

  private final Access access = new Access("/sora");

  @Test
  void everyRequestThatRoutesTakeNeedsThis() throws IOException {
    assertThat(needed())
        .containsExactly(
            "any DELETE /sora/v1/files/x",
            "any DELETE /sora/v1/videos/x",
            "any DELETE /sora/v1/webhook_endpoints/x",
            "any GET /sora/v1/batches",
            "any GET /sora/v1/batches/x",
            "any GET /sora/v1/batches/x/results",
            "any GET /sora/v1/events",
            "any GET /sora/v1/events/secret",
            "any GET /sora/v1/events/x",
            "any GET /sora/v1/files",
            "any GET /sora/v1/files/x",
            "any GET /sora/v1/files/x/content",
            "any GET /sora/v1/images/x",
            "any GET /sora/v1/models",
            "any GET /sora/v1/models/x",
            "any GET /sora/v1/usage",
            "any GET /sora/v1/videos/x",
            "any GET /sora/v1/videos/x/content",
            "any GET /sora/v1/videos/x/events",
            "any GET /sora/v1/webhook_endpoints",
            "any GET /sora/v1/webhook_endpoints/x",
            "any GET /sora/v1/webhook_event_types",
            "any POST /sora/v1/batches",
            "any POST /sora/v1/batches/x/cancel",
            "any POST /sora/v1/events/x/replay",
            "any POST /sora/v1/files",
            "any POST /sora/v1/webhook_endpoints",
            "any POST /sora/v1/webhook_endpoints/x",
            "any POST /sora/v1/webhook_endpoints/x/rotate_secret",
            "any POST /sora/v1/webhook_endpoints/x/test",
            "chat POST /sora/v1/chat/completions",
            "images POST /sora/v1/images/edits",
            "images POST /sora/v1/images/generations",
            "open DELETE /sandbox/v1/videos/x",
            "open GET /sandbox/v1/images/x/x",
            "open GET /sandbox/v1/videos",
            "open GET /sandbox/v1/videos/x",
            "open GET /sandbox/v1/videos/x/content",
            "open GET /sora/",
            "open GET /sora/docs",
            "open GET /sora/docs/x",
            "open GET /sora/media/x/x",
            "open GET /sora/openapi.yaml",
            "open GET /sora/page/x",
            "open GET /sora/reports/x/x",
            "open POST /sandbox/v1/images/edits",
            "open POST /sandbox/v1/images/generations",
            "open POST /sandbox/v1/videos",
            "open POST /sandbox/v1/videos/edits",
            "open POST /sandbox/v1/videos/extensions",
            "open POST /sandbox/v1/videos/x/remix",
            "open POST /sora/hooks/x/x",
            "videos GET /sora/v1/videos",
            "videos GET /sora/v1/videos/characters/x",
            "videos GET /sora/v1/videos/events",
            "videos POST /sora/v1/videos",
            "videos POST /sora/v1/videos/characters",
            "videos POST /sora/v1/videos/edits",
            "videos POST /sora/v1/videos/estimate",
            "videos POST /sora/v1/videos/extensions",
            "videos POST /sora/v1/videos/x/remix",
            "videos POST /sora/v1/videos/x/retry");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /sora/, /sora/, open",
    "GET, /, /, any",
    "HEAD, /sora/media/x/y, /sora/media/{seal}/{name}, open",
    "POST, /, /, any",
    "POST, /sora/media/x/y, /sora/media/{seal}/{name}, any",
    "GET, /sora/media/x, /sora/media/{x}, any",
    "GET, /sora/media/x/y/z, /sora/media/{seal}/{name}, any",
    "GET, /sora/hooks/x/y, /sora/hooks/{job}/{seal}, any",
    "POST, /sora/docs, /sora/docs, any",
    "GET, /docs, /docs, any",
    "GET, /sandbox, /sandbox, any",
    "GET, /sandbox/v1/own, /sandbox/v1/own, any",
    "PUT, /sandbox/v1/videos, /sandbox/v1/videos, any",
    "OPTIONS, /sora/docs, /sora/docs, any",
    "GET, /sora/V1/videos, /sora/V1/videos, any",
    "OPTIONS, /sora/v1/videos, /sora/v1/videos, videos",
    "GET, /sora/v1/videos/own/report, /sora/v1/videos/own/report, videos",
    "GET, /sora/v1/videos/own, /sora/v1/videos/own, videos",
    "PUT, /sora/v1/videos/x, /sora/v1/videos/{id}, videos",
    "HEAD, /sora/v1/videos/x, /sora/v1/videos/{id}, any",
    "GET, /own, /own, any"
  })
  void whatIsNotListedIsClosed(String method, String path, String route, String needed) {
    assertThat(need(method, path, route)).isEqualTo(needed);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /sora/docs/report, /sora/docs/report",
    "GET, /sora/docs/x, /sora/docs/*",
    "GET, /sora/docs, /sora",
    "GET, /sora/media/x/y, /sora/media",
    "POST, /sora/hooks/own/x, /sora/hooks/own/{x}",
    "GET, /sandbox/v1/videos/own, /sandbox/v1/videos/own",
    "GET, /sandbox/v1/images/x/y, /"
  })
  void anotherRouteUnderAnOpenPathIsClosed(String method, String path, String route) {
    assertThat(need(method, path, route)).isEqualTo("any");
  }

  @Test
  void theListHoldsForAnApiAtTheRootToo() {
    var atRoot = new Access("");

    assertThat(rule(atRoot, "GET", "/docs", "/docs"))
        .get()
        .extracting(Access.Rule::isOpen)
        .isEqualTo(true);
    assertThat(rule(atRoot, "GET", "/v1/videos", "/v1/videos"))
        .get()
        .extracting(Access.Rule::isOpen)
        .isEqualTo(false);
    assertThat(rule(atRoot, "GET", "/sora/docs", "/sora/docs")).isEmpty();
  }

  private static Optional<Access.Rule> rule(
      Access access, String method, String path, String route) {
    return Access.to(method, path, access.to(route));
  }

  private String need(String method, String path, String route) {
    return rule(access, method, path, route)
        .map(
            rule -> rule.isOpen() ? "open" : rule.scope() == null ? "any" : rule.scope().toString())
        .orElse("any");
  }

  private TreeSet<String> needed() throws IOException {
    var all = new TreeSet<String>();
    for (var rest : rests()) {
      for (var method : METHODS) {
        if (rest.get(method) instanceof List<?> calls) {
          calls.forEach(
              call -> all.add(need(rest, method.toUpperCase(Locale.ROOT), (Map<?, ?>) call)));
        }
      }
    }
    return all;
  }

  private String need(Map<?, ?> rest, String method, Map<?, ?> call) {
    var below = call.get("path");
    var route =
        (rest.get("path") + (below == null ? "" : below.toString()))
            .replace("{{reelway.api.base-path}}", "/sora");
    var path = route.replaceAll("\\{\\w+}", "x");
    return need(method, path, route) + " " + method + " " + path;
  }

  /** Those of the API; behind the admin connector, all need the admin key. */
  private static List<Map<?, ?>> rests() throws IOException {
    var all = new ArrayList<Map<?, ?>>();
    try (var files = Files.walk(Path.of("routes"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        List<Map<String, Object>> entries = new Yaml().load(Files.readString(file));
        for (var entry : entries) {
          if (entry.get("rest") instanceof Map<?, ?> rest
              && !AdminConnector.isPath(String.valueOf(rest.get("path")))) {
            all.add(rest);
          }
        }
      }
    }
    return all;
  }
}
