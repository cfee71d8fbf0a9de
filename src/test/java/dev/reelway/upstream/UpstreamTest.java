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
      new Upstream("one", "sora", "https://videos.example:8443/api", "main", "k-secret", false);

  @ParameterizedTest
  @CsvSource({
    "https://videos.example:8443/f/1.mp4?sig=a%2Fb, https://videos.example:8443/f/1.mp4?sig=a%2Fb",
    "HTTPS://Videos.Example:8443/f/1.mp4,           HTTPS://Videos.Example:8443/f/1.mp4",
    "/f/1.mp4,                                     https://videos.example:8443/f/1.mp4",
    "f/1.mp4,                                      https://videos.example:8443/api/f/1.mp4",
    "?id=1,                                        https://videos.example:8443/api/?id=1",
  })
  void aLinkToTheUpstreamItselfIsFollowed(String link, String video) {
    assertThat(UPSTREAM.videoUrl(link, "/v1/videos/1/content")).hasToString(video);
  }

  @ParameterizedTest
  @CsvSource({
    "https://cdn.example/1.mp4, https://cdn.example/1.mp4",
    "/view?filename=1.mp4,      https://videos.example:8443/view?filename=1.mp4",
    "view?filename=1.mp4,       https://videos.example:8443/api/view?filename=1.mp4",
  })
  void aLinkMayBeRelativeToTheBaseUrl(String link, String absolute) {
    assertThat(UPSTREAM.absolute(link)).hasToString(absolute);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "https://evil.example/1.mp4",
        "https://videos.example/1.mp4",
        "https://videos.example:443/1.mp4",
        "http://videos.example:8443/1.mp4",
        "https://videos.example:8443@evil.example/1.mp4",
        "https://evil.example#@videos.example:8443/1.mp4",
        "https://someone@videos.example:8443/1.mp4",
        "https://videos.example:8443.evil.example/1.mp4",
        "https://videos.example:8443\\@evil.example/1.mp4",
        "//evil.example/1.mp4",
        "https:1.mp4",
        "file:///etc/passwd",
        "mailto:videos.example:8443",
        "javascript:alert(1)",
        "${env:HOME}",
        "{{env:SECRET}}",
        "https://videos.example:8443/f/{{env:SECRET}}.mp4",
        "https://videos.example:8443/1.mp4?k={{reelway.sandbox.key}}",
        "https://videos.example:8443/a video.mp4",
        "https://videos.example:8443/1.mp4\r\nHost: evil.example",
        "https://videos.example:8443/{id}",
        "https://videos.example:99999999999/1.mp4",
        "%zz",
        ":",
      })
  void forAnyOtherLinkTheDialectsPathIsUsed(@Nullable String link) {
    assertThat(UPSTREAM.videoUrl(link, "/v1/videos/1/content"))
        .hasToString("https://videos.example:8443/api/v1/videos/1/content");
  }

  /** The usual port of the scheme may be written or left out. */
  @ParameterizedTest
  @CsvSource({
    "https://api.example:443, https://api.example/1.mp4,     true",
    "https://api.example,     https://api.example:443/1.mp4, true",
    "http://api.example:80,   http://API.example/1.mp4,      true",
    "https://api.example:443, https://api.example:80/1.mp4,  false",
    "https://api.example:443, http://api.example/1.mp4,      false",
    "http://api.example,      http://api.example:443/1.mp4,  false",
  })
  void theUsualPortIsTheSameWhetherWrittenOrNot(String base, String link, boolean isOwn) {
    var upstream = new Upstream("one", "sora", base, "main", "k-secret", false);

    assertThat(upstream.isForeign(link)).isNotEqualTo(isOwn);
    assertThat(upstream.isElsewhere(link)).isNotEqualTo(isOwn);
    assertThat(upstream.videoUrl(link, "/content")).hasToString(isOwn ? link : base + "/content");
  }

  @Test
  void anUpstreamNeverPrintsItsKey() {
    assertThat(UPSTREAM).hasToString("one");
    assertThat("to %s".formatted(UPSTREAM)).doesNotContain("k-secret");
  }
}
