package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.sink.Asset;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:20:00Z");
  private static final String NAME = "video_" + "1".repeat(32) + ".mp4";
  private static final Asset VIDEO =
      new Asset("file", "2026-11-24/" + NAME, "video/mp4", 1, "ab", null);
  private static final String BASE = "http://here/sora";

  private final String link = links(NOW, 1).to(VIDEO, BASE);
  private final String seal = link.split("/")[5];

  @Test
  void aLinkEndsInTheFilesName() {
    assertThat(link).startsWith(BASE + "/media/").endsWith("/" + NAME);
    assertThat(link).matches("https?://\\S+\\.mp4");
  }

  @Test
  void aLinkWorksUntilItExpires() {
    assertThat(links(NOW.plus(Duration.ofHours(1)), 1).open(seal, NAME)).isEqualTo(NAME);
    assertThatExceptionOfType(CallRefused.class)
        .isThrownBy(() -> links(NOW.plus(Duration.ofHours(3)), 1).open(seal, NAME))
        .withMessageContaining("expired");
  }

  @Test
  void theSameFileKeepsItsLinkForAWhile() {
    assertThat(links(NOW.plusSeconds(60), 1).to(VIDEO, BASE)).isEqualTo(link);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "1.x",
        "9999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "..",
        "%2e"
      })
  void aForgedSealIsRefused(String forged) {
    assertThatExceptionOfType(CallRefused.class)
        .isThrownBy(() -> links(NOW, 1).open(forged, NAME))
        .withMessageContaining("signature is invalid");
  }

  @Test
  void aSealIsValidForItsFileAndSecretOnly() {
    var other = NAME.replace('1', '2');
    var longer = seal.replaceFirst("^\\d+", "9999999999");

    assertThatExceptionOfType(CallRefused.class).isThrownBy(() -> links(NOW, 1).open(seal, other));
    assertThatExceptionOfType(CallRefused.class).isThrownBy(() -> links(NOW, 2).open(seal, NAME));
    assertThatExceptionOfType(CallRefused.class).isThrownBy(() -> links(NOW, 1).open(longer, NAME));
  }

  @Test
  void onlyOurOwnLinksAreAccepted() {
    var links = links(NOW, 1);

    assertThat(links.own(link, BASE)).contains(NAME);
    assertThat(links.own(link, "http://there/sora")).isEmpty();
    assertThat(links.own(link + "?x=1", BASE)).isEmpty();
    assertThat(links.own(BASE + "/media/1.x/" + NAME, BASE)).isEmpty();
  }

  /** Chat clients send whole histories back, with whatever an assistant may have written. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "LINK",
        "see LINK.",
        "**LINK**, then <LINK>",
        "`LINK`",
        "[film](LINK)\nand https://a.b/{id} and http://[::1 and {{base}}/media/%zz",
        "http://here/sora/media/ http://here/sora/media/1.x/y LINK",
        "http://here/soraLINK"
      })
  void ourOwnLinksAreFoundInAnyText(String text) {
    assertThat(links(NOW, 1).in(text.replace("LINK", link), BASE)).containsOnly(NAME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "`https://a.b/{id}`",
        "https://",
        "http://here/sora/media/%zz",
        "http://[::1]:80/a|b^c\\d",
        "https://a.b/%",
        "http://here/sora/media/{{seal}}/{name}.mp4"
      })
  void otherTextsContainNoLink(String text) {
    assertThat(links(NOW, 1).in(text, BASE)).isEmpty();
    assertThat(links(NOW, 1).in(text + link, "http://there/sora")).isEmpty();
  }

  private static Links links(Instant now, int secret) {
    var bytes = new byte[32];
    bytes[0] = (byte) secret;
    var clock = Clock.fixed(now, ZoneOffset.UTC);
    return new Links(bytes, null, "/sora", Duration.ofHours(1), clock);
  }
}
