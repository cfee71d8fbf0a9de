package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.setup.ConfigurationRefused;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** A caller's value is not left out in silence, because the request has no place for it. */
class FormLimitsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CapabilitySettings USUAL =
      CapabilitySettings.NONE.taking(Set.of("last_frame", "negative_prompt", "seed"), 2, 1, 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "template: {a: '{{prompt}}'} | '' | 0",
        "template: {a: '{{prompt}} {{seed}}'} | seed | 0",
        "template: {a: ['{{.seed // .random}}', {b: '{{ first_frame }}'}]} | seed | 1",
        "template: {a: '{{image}}', b: '{{.negative_prompt // \"\"}}'} | negative_prompt | 1",
        "template: {a: '{{first_frame}}', b: '{{last_frame}}'} | last_frame | 2",
        "template: {a: '{{images}}'} | last_frame | 2",
        "template: {a: '{{[.]}}'} | last_frame,negative_prompt,seed | 2",
        "template: {a: '{{[.[\"seed\"]]}}'} | last_frame,negative_prompt,seed | 2",
        "fields: {seconds: duration} | last_frame,negative_prompt,seed | 2",
        "fields: {seed: false} | last_frame,negative_prompt | 2",
        "fields: {seed: false, noise: {value: '{{.seed // 1}}'}} |"
            + " last_frame,negative_prompt,seed | 2",
        "fields: {last_frame: false} | negative_prompt,seed | 1",
        "fields: {first_frame: false, last_frame: false} | negative_prompt,seed | 0",
        "fields: {last_frame: false, images: {as: frames, type: list}} |"
            + " last_frame,negative_prompt,seed | 2"
      })
  void onlyWhatTheRequestHoldsIsTaken(String form, String parameters, int images) {
    var can = limits(form).applied(USUAL);

    assertThat(String.join(",", new TreeSet<>(can.parameters()))).isEqualTo(parameters);
    assertThat(can.references()).isEqualTo(images);
  }

  @Test
  void videosAndAudioFilesNeedASlotToo() {
    var none = limits("template: {a: '{{prompt}}'}").applied(USUAL);
    var all = limits("template: {a: '{{reference_videos}}{{reference_audios}}'}").applied(USUAL);

    assertThat(none.referenceVideos()).isZero();
    assertThat(none.referenceAudios()).isZero();
    assertThat(all.referenceVideos()).isEqualTo(1);
    assertThat(all.referenceAudios()).isEqualTo(1);
  }

  @Test
  void withoutAFormNothingIsLimited() {
    var can = CapabilitySettings.NONE.taking(Set.of("seed"), null, 3, null);

    assertThat(limits("{}").applied(can)).isEqualTo(can);
  }

  @Test
  void referencesInAListAreNotCountedAsFrames() {
    var can = CapabilitySettings.NONE.taking(Set.of("reference_images"), 4, null, null);

    assertThat(limits("template: {a: '{{reference_images}}'}").applied(can).references())
        .isEqualTo(4);
    assertThat(limits("template: {a: '{{first_frame}}'}").applied(can).references()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "template: {a: '{{prompt}}'} | .parameters names last_frame, which the template has no slot"
            + " for.",
        "template: {a: '{{.seed}}{{.negative_prompt}}{{last_frame}}'} | .references must be at most"
            + " 1, as it is for images that the template has no slot for.",
        "fields: {seed: false} | .parameters names seed, which fields leaves out.",
        "fields: {reference_videos: false} | .reference-videos must be 0, as it is for"
            + " reference_videos, which fields leaves out."
      })
  void whatATargetSaysOfItselfMustHaveAPlace(String form, String sentence) {
    assertThatThrownBy(
            () -> limits(form).check(USUAL, CapabilitySettings.NONE, "reelway.models.m.can"))
        .isInstanceOf(ConfigurationRefused.class)
        .hasMessage("reelway.models.m.can" + sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "fields: {seconds: duration}", "template: {a: '{{.}}'}"})
  void whatHasAPlaceMayBeSaid(String form) {
    assertThatCode(() -> limits(form).check(USUAL, CapabilitySettings.NONE, "can"))
        .doesNotThrowAnyException();
  }

  @Test
  void itsParametersMayBeSaidElsewhere() {
    var own = settings(null, 4);
    var usual = settings(Set.of("reference_images"), null);
    var limits = limits("template: {images: '{{reference_images}}{{seconds}}'}");

    assertThatCode(() -> limits.check(own, usual, "can")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "template: {a: '{{prompt}}'} | 1 | false",
        "template: {a: '{{n}} {{watermark}}'} | 4 | true",
        "fields: {n: false, watermark: false} | 1 | false",
        "fields: {n: count, watermark: {value: '{{.watermark}}'}} | 4 | true"
      })
  void severalVideosAndWatermarksNeedAPlaceToo(String form, int most, boolean watermark) {
    var can = limits(form).applied(CapabilitySettings.NONE.making(4, true));

    assertThat(can.outputs()).isEqualTo(most);
    assertThat(can.watermark()).isEqualTo(watermark);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "can: {outputs: 4} | template: {a: '{{seconds}}{{size}}'} | .outputs must be 1, as the"
            + " template has no slot for n.",
        "can: {outputs: 4} | fields: {n: false} | .outputs must be 1, as fields leaves out n.",
        "can: {watermark: true} | template: {a: '{{seconds}}{{size}}'} | .watermark must be false,"
            + " as the template has no slot for watermark.",
        "can: {} | template: {a: '{{width}}'} | .seconds must be one length, as the template has no"
            + " slot for seconds.",
        "can: {seconds: [4, 8]} | fields: {seconds: false} | .seconds must be one length, as fields"
            + " leaves out seconds.",
        "can: {} | template: {a: '{{seconds}}'} | .sizes must be one size, as the template has no"
            + " slot for a size or an image.",
        "can: {sizes: [1x1, 2x2]} | template: {a: '{{seconds}}'} | .sizes must be one size, as the"
            + " template has no slot for a size or an image."
      })
  void whatIsNotSentIsNotOffered(String can, String form, String sentence) {
    assertThatThrownBy(() -> limits(form).check(read(can), CapabilitySettings.NONE, "m.can"))
        .isInstanceOf(ConfigurationRefused.class)
        .hasMessage("m.can" + sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "can: {seconds: [5], sizes: [832x480]} | template: {a: '{{prompt}}'}",
        "can: {seconds: [5]} | template: {a: '{{first_frame}}'}",
        "can: {} | template: {a: '{{.seconds * 16 + 1}}{{aspect_ratio}}'}",
        "can: {} | fields: {seconds: false, frames: {value: '{{.seconds * 16}}'}}",
        "can: {outputs: 4, watermark: true} | fields: {seconds: duration}"
      })
  void whatIsFixedOrSentMayBeOffered(String can, String form) {
    assertThatCode(() -> limits(form).check(read(can), CapabilitySettings.NONE, "m.can"))
        .doesNotThrowAnyException();
  }

  private static CapabilitySettings read(String can) {
    return JSON.convertValue(
        new Yaml().<Map<String, Object>>load(can).get("can"), CapabilitySettings.class);
  }

  /** An engine with a list of images makes of them what it likes. */
  @ParameterizedTest
  @CsvSource({"fields: {images: image_urls}, false", "fields: {seed: s}, true"})
  void aListOfImagesIsPassedOnAsItComes(String form, boolean frames) {
    assertThat(limits(form).applied(settings(Set.of("last_frame"), null)).frames())
        .isEqualTo(frames);
  }

  private static CapabilitySettings settings(
      @Nullable Set<String> parameters, @Nullable Integer references) {
    return new CapabilitySettings(
        null,
        null,
        null,
        null,
        null,
        references,
        null,
        null,
        null,
        parameters,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        true,
        null,
        null);
  }

  private static FormLimits limits(String yaml) {
    return new FormLimits(JSON.<JsonNode>valueToTree(new Yaml().<Object>load(yaml)));
  }
}
