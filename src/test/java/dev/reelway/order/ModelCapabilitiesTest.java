package dev.reelway.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCapabilitiesTest {

  private static final List<Size> WIDE = List.of(new Size(1280, 720));
  private static final List<Size> SQUARE = List.of(new Size(960, 960), new Size(864, 496));

  @ParameterizedTest
  @CsvSource({
    "sora-2, '[4, 8, 12, 16, 20]', 4, 6, '[9:16, 16:9]'",
    "sora_video2, '[10, 15, 25]', 10, 2, '[9:16, 16:9]'",
  })
  void aNameWithRulesOfItsOwnHasThoseOfTheRules(
      String model, String seconds, int usual, int sizes, String ratios) {
    var capabilities = of(model, Capabilities.ANY);

    assertThat(capabilities.seconds()).hasToString(seconds);
    assertThat(capabilities.defaultSeconds()).isEqualTo(usual);
    assertThat(capabilities.sizes()).hasSize(sizes);
    assertThat(capabilities.aspectRatios()).hasToString(ratios);
  }

  @Test
  void anOpenNameWithoutLimitsHasNone() {
    var capabilities = of("wan", Capabilities.ANY);

    assertThat(capabilities.seconds()).isEqualTo(IntStream.rangeClosed(1, 60).boxed().toList());
    assertThat(capabilities.sizes()).isNull();
    assertThat(capabilities.aspectRatios()).isNull();
    assertThat(capabilities.resolutions()).isNull();
    assertThat(capabilities.outputs()).isOne();
    assertThat(capabilities.references()).isEqualTo(16);
  }

  @Test
  void whatOneOfItsTargetsMakesCanBeOrdered() {
    var capabilities =
        of(
            "wan",
            target(List.of(5, 10), WIDE, 1, Set.of("seed")),
            target(List.of(4), SQUARE, 3, Set.of("mask", "fps")));

    assertThat(capabilities.seconds()).containsExactly(4, 5, 10);
    assertThat(capabilities.sizes()).containsExactly("1280x720", "960x960", "864x496");
    assertThat(capabilities.aspectRatios()).containsExactly("16:9", "1:1");
    assertThat(capabilities.resolutions()).containsExactly("720p", "480p");
    assertThat(capabilities.outputs()).isEqualTo(3);
    assertThat(capabilities.parameters()).containsExactly("fps", "seed");
  }

  @Test
  void oneTargetWithoutSizesTakesAny() {
    assertThat(of("wan", target(List.of(5), WIDE, 1, Set.of()), Capabilities.ANY).sizes()).isNull();
  }

  @Test
  void theRulesOfTheNameAndTheLimitsOfTheTargetHoldTogether() {
    var capabilities = of("sora-2", target(List.of(4, 6, 8), WIDE, 9, Set.of()));

    assertThat(capabilities.seconds()).containsExactly(4, 8);
    assertThat(capabilities.sizes()).containsExactly("1280x720");
    assertThat(capabilities.outputs()).isEqualTo(4);
  }

  @Test
  void aTargetThatRoundsTakesWhatTheRulesAllowWhereNothingIsLeft() {
    var strict = target(List.of(5, 6), WIDE, 1, Set.of());

    assertThat(of("sora-2", strict).seconds()).isEmpty();
    assertThat(of("sora-2", rounding(strict)).seconds()).containsExactly(4, 8, 12, 16, 20);
    assertThat(of("wan", rounding(strict)).seconds()).containsExactly(5, 6);
  }

  @Test
  void imagesHaveNoLengthAndNoRemixes() {
    var seeds = of("sora_image", Capabilities.ANY);
    var openAis = of("gpt-image-1", target(List.of(), List.of(), null, Set.of("mask", "fps")));

    assertThat(seeds.seconds()).isNull();
    assertThat(seeds.sizes()).containsExactly("1024x1024", "1536x1024", "1024x1536");
    assertThat(seeds.outputs()).isEqualTo(4);
    assertThat(seeds.remix()).isFalse();
    assertThat(openAis.sizes()).isNull();
    assertThat(openAis.outputs()).isEqualTo(10);
    assertThat(openAis.parameters()).containsExactly("mask");
  }

  private static ModelCapabilities of(String model, Capabilities... targets) {
    return ModelCapabilities.of(model, 7, List.of(targets));
  }

  private static Capabilities target(
      List<Integer> seconds, List<Size> sizes, @Nullable Integer outputs, Set<String> parameters) {
    return CapabilitiesBuilder.any()
        .seconds(seconds)
        .sizes(sizes)
        .references(2)
        .parameters(parameters)
        .watermark(false)
        .remix(false)
        .outputs(outputs)
        .build();
  }

  private static Capabilities rounding(Capabilities one) {
    return CapabilitiesBuilder.any()
        .seconds(one.seconds())
        .sizes(one.sizes())
        .references(one.references())
        .parameters(one.parameters())
        .watermark(one.watermark())
        .remix(one.remix())
        .lastFrame(one.lastFrame())
        .outputs(one.outputs())
        .edits(one.edits())
        .extensions(one.extensions())
        .adaptive(one.adaptive())
        .files(one.files())
        .nearest(true)
        .build();
  }
}
