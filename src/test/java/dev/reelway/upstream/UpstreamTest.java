package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamTest {

  private static final Upstream UPSTREAM =
      new Upstream("one", "sora", "https://films.example:8443/api", "main", "k-secret", false);

  @ParameterizedTest
  @CsvSource({
    "https://films.example:8443/f/1.mp4?sig=a%2Fb, https://films.example:8443/f/1.mp4?sig=a%2Fb",
    "HTTPS://Films.Example:8443/f/1.mp4,           HTTPS://Films.Example:8443/f/1.mp4",
    "/f/1.mp4,                                     https://films.example:8443/f/1.mp4",
    "f/1.mp4,                                      https://films.example:8443/api/f/1.mp4",
    "?id=1,                                        https://films.example:8443/api/?id=1",
  })
  void aLinkToTheUpstreamItselfIsFollowed(String link, String video) {
    assertThat(UPSTREAM.film(link, "/v1/videos/1/content")).hasToString(video);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "https://evil.example/1.mp4",
        "https://films.example/1.mp4",
        "https://films.example:443/1.mp4",
        "http://films.example:8443/1.mp4",
        "https://films.example:8443@evil.example/1.mp4",
        "https://evil.example#@films.example:8443/1.mp4",
        "https://someone@films.example:8443/1.mp4",
        "https://films.example:8443.evil.example/1.mp4",
        "https://films.example:8443\\@evil.example/1.mp4",
        "//evil.example/1.mp4",
        "https:1.mp4",
        "file:///etc/passwd",
        "mailto:films.example:8443",
        "javascript:alert(1)",
        "${env:HOME}",
        "{{env:SECRET}}",
        "https://films.example:8443/a film.mp4",
        "https://films.example:8443/1.mp4\r\nHost: evil.example",
        "https://films.example:8443/{id}",
        "https://films.example:99999999999/1.mp4",
        "%zz",
        ":",
      })
  void forAnyOtherLinkTheDialectsPathIsUsed(@Nullable String link) {
    assertThat(UPSTREAM.film(link, "/v1/videos/1/content"))
        .hasToString("https://films.example:8443/api/v1/videos/1/content");
  }

  @Test
  void anUpstreamNeverPrintsItsKey() {
    assertThat(UPSTREAM).hasToString("one");
    assertThat("to %s".formatted(UPSTREAM)).doesNotContain("k-secret");
  }
}
