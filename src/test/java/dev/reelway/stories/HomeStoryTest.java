package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who knows the address and nothing else is led on. */
class HomeStoryTest extends SharedStoryTest {

  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";

  @ParameterizedTest
  @ValueSource(strings = {"/", "/sora/"})
  void aProgramGetsJson(String path) throws Exception {
    var answer = service.send(service.bare(path));
    var links = Service.json(answer).path("links");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    assertThat(header(answer, "Vary")).isEqualTo("Accept");
    assertThat(Service.json(answer).path("name").asText()).isEqualTo("Reelway");
    assertThat(links.path("docs").asText()).isEqualTo("/sora/docs");
    for (var link : new String[] {"docs", "openapi"}) {
      assertThat(service.send(service.bare(links.path(link).asText())).statusCode()).isEqualTo(200);
    }
    assertThat(service.get(links.path("models").asText()).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/sora/"})
  void aBrowserGetsAPageWhoseLinksLead(String path) throws Exception {
    var answer = service.send(service.bare(path).header("Accept", BROWSER));
    var links =
        Pattern.compile("<a href=\"(/[^\"]+)\"")
            .matcher(answer.body())
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(header(answer, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
    assertThat(links).containsExactly("/sora/docs", "/sora/openapi.yaml", "/sora/v1/models");
    for (var link : links) {
      assertThat(service.get(link).statusCode()).as(link).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/sora/"})
  void theFilesOfThePageAreOfThisServer(String path) throws Exception {
    var answer = service.send(service.bare(path).header("Accept", BROWSER));
    var page = URI.create("http://service" + path);
    var files =
        Pattern.compile("<(?:link|script)[^>]* (?:href|src)=\"([^\"]+)\"")
            .matcher(answer.body())
            .results()
            .map(found -> page.resolve(found.group(1)).getPath())
            .toList();

    assertThat(files).contains("/sora/page/app.js", "/sora/page/page.css");
    for (var file : files) {
      assertThat(service.send(service.bare(file)).statusCode()).as(file).isEqualTo(200);
    }
    assertThat(header(answer, "Content-Security-Policy").split("; "))
        .contains("default-src 'none'", "script-src 'self'", "style-src 'self'");
    assertThat(answer.body())
        .contains("name=\"viewport\"")
        .doesNotContain("<style", "style=\"", "onload", "PAGE/", "ROOT", "HEALTH", "DEMO");
  }

  @Test
  void theDemoLicenceIsOfferedOnThisMachineOnly() throws Exception {
    var here = service.bare("/").header("Accept", BROWSER);
    var proxied = here.copy().header("X-Forwarded-For", "192.0.2.7");

    assertThat(service.send(here).body()).contains("data-demo=\"demo\"");
    assertThat(service.send(proxied).body()).doesNotContain("data-demo");
  }

  @Test
  void theFilesAreKnownByNameAndUnchangedOnesAreNotSentAgain() throws Exception {
    var font = service.send(service.bare("/sora/page/inter.woff2"));
    var again =
        service.bare("/sora/page/inter.woff2").header("If-None-Match", header(font, "ETag"));

    assertThat(header(font, "Content-Type")).isEqualTo("font/woff2");
    assertThat(service.send(again).statusCode()).isEqualTo(304);
    assertThat(service.send(service.bare("/sora/page/index.html")).statusCode()).isEqualTo(404);
    assertThat(service.send(service.bare("/sora/page/nothing.js")).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "text/html, text/html",
    "'text/html, application/json;q=0.9', text/html",
    "'application/json, text/html;q=0.9', application/json",
    "'application/json, text/html', application/json",
    "text/*, text/html",
    "*/*, application/json",
    "'text/html, */*', text/html",
    "'*/*, text/html', text/html",
    "'text/html, application/json, */*', application/json",
    "'text/html;q=0, */*', application/json",
    "image/png, application/json",
    "of no form, application/json"
  })
  void theCallerChoosesByAccept(String accept, String type) throws Exception {
    var answer = service.send(service.bare("/").header("Accept", accept));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).startsWith(type);
  }

  @Test
  void acceptMayStandInSeveralLines() throws Exception {
    var answer =
        service.send(
            service.bare("/").header("Accept", "application/json;q=0.5").header("Accept", BROWSER));

    assertThat(header(answer, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
  }

  @Test
  void healthIsShownOnThisMachineOnly() throws Exception {
    var here = Service.json(service.send(service.bare("/"))).at("/links/health").asText();
    var proxied = service.bare("/").header("X-Forwarded-For", "192.0.2.7");
    var page = proxied.copy().header("Accept", BROWSER);

    assertThat(service.send(HttpRequest.newBuilder(URI.create(here))).body())
        .contains("\"status\"");
    assertThat(service.send(proxied).body()).doesNotContain("health", "127.0.0.1");
    assertThat(service.send(page).body()).doesNotContain("ealth", "127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/sora/"})
  void aHeadHasTheSameHeaders(String path) throws Exception {
    var whole = service.send(service.bare(path));
    var head = service.send(service.bare(path).HEAD());
    var known = service.bare(path).header("If-None-Match", header(whole, "ETag"));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "ETag")).isEqualTo(header(whole, "ETag"));
    assertThat(header(head, "Content-Length")).isEqualTo(header(whole, "Content-Length"));
    assertThat(service.send(known).statusCode()).isEqualTo(304);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/sora/nothing", "/sora//", "/sora/docs/", "/index.html"})
  void allOtherPathsStayUnknown(String path) throws Exception {
    var answer = service.send(service.bare(path).header("Accept", BROWSER));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Service.json(answer).at("/error/code").asText()).isEqualTo("unknown_url");
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
