package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.media.ContentKey;
import dev.reelway.sink.Asset;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedLinksTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:20:00Z");
  private static final String NAME = "video_" + "1".repeat(32) + ".mp4";
  private static final Asset VIDEO =
      new Asset("file", "2026-11-24/" + NAME, "video/mp4", 1, "ab", null);
  private static final String BASE = "http://here/sora";

  private final String link = signedLinks(NOW, 1).link(VIDEO, BASE);
  private final String seal = link.split("/")[5];

  @Test
  void aLinkEndsInTheFilesName() {
    assertThat(link).startsWith(BASE + "/media/").endsWith("/" + NAME);
    assertThat(link).matches("https?://\\S+\\.mp4");
  }

  @ParameterizedTest
  @CsvSource({
    "video_of_image_x-%s.mp4,           %s.mp4",
    "image_1/video_/a-%s-12.webp, %s-12.webp",
    "video_of_image_x.mp4,              video_of_image_x.mp4",
    "a/image_/b.png,                    b.png",
    "%s.mp4/image_b.png,                image_b.png",
    "a/%sf.mp4,                         %sf.mp4"
  })
  void aLinkShowsTheJobsNameOnly(String key, String shown) {
    var id = "video_" + "a".repeat(32);
    var file = new Asset("file", key.replace("%s", id), "video/mp4", 1, "ab", null);

    assertThat(signedLinks(NOW, 1).link(file, BASE)).endsWith("/" + shown.replace("%s", id));
  }

  @Test
  void aLinkForAnEngineNeedsAPublicUrl() {
    var name = "a".repeat(64) + ".mp4";
    var links = linksFromOutside(NOW);

    var made = links.linkFromOutside(name, NOW).orElseThrow();

    assertThat(made).startsWith("https://reelway.test/sora/media/").endsWith("/" + name);
    assertThat(links.fileName(made.split("/")[5], name)).isEqualTo(name);
    assertThat(ContentKey.parseName(name).orElseThrow().type()).isEqualTo("video/mp4");
    assertThat(signedLinks(NOW, 1).linkFromOutside(name, NOW)).isEmpty();
  }

  /** Another link would make an order that is sent again under its key another order. */
  @Test
  void anEngineGetsTheSameLinkAgainUntilThatHasExpired() {
    var name = "a".repeat(64) + ".mp4";
    var first = linksFromOutside(NOW).linkFromOutside(name, NOW);

    assertThat(linksFromOutside(NOW.plusSeconds(3_600)).linkFromOutside(name, NOW))
        .isEqualTo(first);
    var later = NOW.plusSeconds(7_200);
    assertThat(linksFromOutside(later).linkFromOutside(name, NOW))
        .isEqualTo(linksFromOutside(later).linkFromOutside(name, later))
        .isNotEqualTo(first);
  }

  private static SignedLinks linksFromOutside(Instant now) {
    return new SignedLinks(
        new byte[32],
        "https://reelway.test/",
        "/sora",
        Duration.ofHours(1),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void aReportHasALinkOfItsOwn() {
    var links = signedLinks(NOW, 1);
    var report = links.report("batch_1", BASE);
    var seal = report.split("/")[5];

    assertThat(report).startsWith(BASE + "/reports/").endsWith("/batch_1.html");
    assertThat(links.reported(seal, "batch_1.html")).isEqualTo("batch_1");
    assertThat(signedLinks(NOW.plusSeconds(3_000), 1).link(VIDEO, BASE, seal)).isEqualTo(link);
    assertThatExceptionOfType(RequestRefused.class)
        .isThrownBy(() -> links.reported(seal, "batch_2.html"))
        .withMessage("The link's signature is invalid. Retrieve the batch again for a new link.");
  }

  @Test
  void aLinkWorksUntilItExpires() {
    assertThat(signedLinks(NOW.plus(Duration.ofHours(1)), 1).fileName(seal, NAME)).isEqualTo(NAME);
    assertThatExceptionOfType(RequestRefused.class)
        .isThrownBy(() -> signedLinks(NOW.plus(Duration.ofHours(3)), 1).fileName(seal, NAME))
        .withMessageContaining("expired");
  }

  @Test
  void theSameFileKeepsItsLinkForAWhile() {
    assertThat(signedLinks(NOW.plusSeconds(60), 1).link(VIDEO, BASE)).isEqualTo(link);
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
    assertThatExceptionOfType(RequestRefused.class)
        .isThrownBy(() -> signedLinks(NOW, 1).fileName(forged, NAME))
        .withMessageContaining("signature is invalid");
  }

  @Test
  void aSealIsValidForItsFileAndSecretOnly() {
    var other = NAME.replace('1', '2');
    var longer = seal.replaceFirst("^\\d+", "9999999999");

    assertThatExceptionOfType(RequestRefused.class)
        .isThrownBy(() -> signedLinks(NOW, 1).fileName(seal, other));
    assertThatExceptionOfType(RequestRefused.class)
        .isThrownBy(() -> signedLinks(NOW, 2).fileName(seal, NAME));
    assertThatExceptionOfType(RequestRefused.class)
        .isThrownBy(() -> signedLinks(NOW, 1).fileName(longer, NAME));
  }

  @Test
  void onlyOurOwnLinksAreAccepted() {
    var signedLinks = signedLinks(NOW, 1);

    assertThat(signedLinks.own(link)).contains(new SignedLinks.OwnLink(NAME, false));
    assertThat(signedLinks.own(link + "?x=1")).isEmpty();
    assertThat(signedLinks.own(BASE + "/media/1.x/" + NAME)).isEmpty();
    assertThat(signedLinks(NOW, 2).own(link)).isEmpty();
  }

  /** The public URL may change, and a service without one has as many addresses as callers use. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://videos.example/sora",
        "http://127.0.0.1:8080/sora",
        "http://[::1]:8080/a/sora",
        "HTTPS://HERE"
      })
  void aLinkIsOursWhateverAddressItWasMadeFor(String base) {
    var signedLinks = signedLinks(NOW, 1);
    var made = signedLinks.link(VIDEO, base);

    assertThat(signedLinks.own(made)).contains(new SignedLinks.OwnLink(NAME, false));
    assertThat(signedLinks.fileNamesIn("see " + made + ".")).containsExactly(NAME);
  }

  /** Its answer is another file than ours. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a.example/200x100/",
        "https://a.example/?url=",
        "https://a.example/#",
        "ftp:",
        ""
      })
  void aLinkThatOnlyContainsOursIsAnother(String before) {
    var rest = before.isEmpty() ? link.replaceFirst("http://here", "") : link;
    assertThat(signedLinks(NOW, 1).own(before + rest)).isEmpty();
  }

  /** Chat clients send whole histories back, with whatever an assistant may have written. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "LINK",
        "see LINK.",
        "**LINK**, then <LINK>",
        "`LINK`",
        "[video](LINK)\nand https://a.b/{id} and http://[::1 and {{base}}/media/%zz",
        "http://here/sora/media/ http://here/sora/media/1.x/y LINK",
        "http://here/soraLINK"
      })
  void ourOwnLinksAreFoundInAnyText(String text) {
    assertThat(signedLinks(NOW, 1).fileNamesIn(text.replace("LINK", link))).containsOnly(NAME);
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
    assertThat(signedLinks(NOW, 1).fileNamesIn(text)).isEmpty();
    assertThat(signedLinks(NOW, 2).fileNamesIn(text + link)).isEmpty();
  }

  private static SignedLinks signedLinks(Instant now, int secret) {
    var bytes = new byte[32];
    bytes[0] = (byte) secret;
    var clock = Clock.fixed(now, ZoneOffset.UTC);
    return new SignedLinks(bytes, null, "/sora", Duration.ofHours(1), clock);
  }
}
