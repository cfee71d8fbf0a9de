package dev.reelway.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTemplateTest {

  private static final Instant LATE = Instant.parse("2026-11-22T23:59:59Z");
  private static final String JOB = "video_" + "0".repeat(32);

  @ParameterizedTest
  @CsvSource({
    "{date}/{job}.{ext},                   2026-11-22/JOB.mp4",
    "{date}/{licence}/{job}.{ext},         2026-11-22/studio/JOB.mp4",
    "{job}.{ext},                          JOB.mp4",
    "videos of {licence}/reel-{job}.{ext},  videos of studio/reel-JOB.mp4",
    "a/{licence}{licence}/{date}-{job}.{ext}, a/studiostudio/2026-11-22-JOB.mp4"
  })
  void placeholdersStandForPropertiesOfTheJob(String template, String key) {
    assertThat(KeyTemplate.problem(template, "")).isEmpty();
    assertThat(new KeyTemplate(template).key(LATE, "studio", JOB, "mp4"))
        .isEqualTo(key.replace("JOB", JOB));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{date}/{jbo}.{ext}", "{model}/{job}.{ext}", "{}/{job}.{ext}"})
  void unknownPlaceholdersAreRefused(String template) {
    assertThat(KeyTemplate.problem(template, ""))
        .hasValue("must not contain placeholders other than {date}, {licence}, {job} and {ext}.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{date}",
        "{date}/{licence}.{ext}",
        "{job}/video.{ext}",
        "{job}/{job}.{ext}",
        "{ext}/{job}.{ext}",
        "{job}.mp4",
        "{job}.{ext}/",
        "{job}.{ext}.gz"
      })
  void everyJobHasANameOfItsOwn(String template) {
    assertThat(KeyTemplate.problem(template, "").orElse("")).startsWith("must end in {job}.{ext}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/{job}.{ext}",
        "../{job}.{ext}",
        "a/../{job}.{ext}",
        "a/./{job}.{ext}",
        "a//{job}.{ext}",
        ".media/{job}.{ext}",
        "a/.parts/{job}.{ext}",
        " /{job}.{ext}",
        "a\\{job}.{ext}",
        "a\n/{job}.{ext}",
        "a:b/{job}.{ext}",
        "{{job}.{ext}",
        "größe/{job}.{ext}",
        ".{job}.{ext}"
      })
  void onlyPlainPathsAreTaken(String template) {
    assertThat(KeyTemplate.problem(template, "").orElse("")).startsWith("must be a plain path");
  }

  @Test
  void noKeyMayBeLongerThanABucketAllows() {
    var segments = ("a".repeat(99) + "/").repeat(8);
    var end = "/{job}.{ext}";
    int requested = 80 + "-".length();
    int longest =
        1_024 - segments.length() - "/video_".length() - requested - 36 - ".webm".length();

    assertThat(KeyTemplate.problem(segments + "b".repeat(longest) + end, "")).isEmpty();
    assertThat(KeyTemplate.problem(segments + "b".repeat(longest + 1) + end, "").orElse(""))
        .startsWith("must produce keys of at most 1,024 bytes");
    assertThat(KeyTemplate.problem(segments + "b".repeat(longest) + end, "studio/")).isPresent();
    assertThat(KeyTemplate.problem("b".repeat(201) + end, "")).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "acme.eu,   acme.eu",
    "..,        __",
    ".media,    _media",
    "../../etc, _._.._etc",
    "a b:c,     a_b_c",
    "大,        _",
    "con,       _con",
    "NUL.txt,   _NUL.txt"
  })
  void anyLicenceNameGivesAPlainPath(String licence, String segment) {
    var key = new KeyTemplate("{licence}/{job}.{ext}").key(LATE, licence, JOB, "mp4");

    assertThat(key).isEqualTo(segment + "/" + JOB + ".mp4");
    assertThat(AssetKeys.checked("", key)).isEqualTo(key);
  }

  @Test
  void aLongLicenceIsCut() {
    assertThat(new KeyTemplate("{licence}/{job}.{ext}").key(LATE, "x".repeat(500), JOB, "mp4"))
        .isEqualTo("x".repeat(60) + "/" + JOB + ".mp4");
  }

  @Test
  void filesBesideHaveTheSameName() {
    assertThat(KeyTemplate.beside("a.b/reel.1-video_1.mp4", "json"))
        .isEqualTo("a.b/reel.1-video_1.json");
  }
}
