package dev.reelway.order;

import static dev.reelway.order.Asking.order;
import static dev.reelway.order.Asking.refusal;
import static dev.reelway.order.Asking.remix;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemixTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "model=sora_video2-landscape-15s-hd",
        "model=sora_video2-pro hd=true size=1280x720 seconds=15 watermark=true",
        "model=sora_video2-25s orientation=landscape",
        "model=sora-2-pro size=1920x1080 seconds=20",
        "model=house-model size=1000x1000 seconds=33 hd=true",
        "model=house-model aspect_ratio=16:9 resolution=480p",
        "model=house-model aspect_ratio=1:1",
        "model=house-model resolution=480p orientation=landscape",
        "model=house-model aspect_ratio=adaptive",
        "model=house-model aspect_ratio=adaptive resolution=1080p orientation=landscape",
        "model=sora-2 aspect_ratio=16:9 resolution=1080p",
        "model=sora_video2 aspect_ratio=16:9",
        "generate_audio=false negative_prompt=rain fps=24 seed=7 guidance_scale=2.5",
      })
  void omittedParametersOfARemixAreTakenFromItsSource(String asked) {
    var source = order(asked);

    assertThat(remix("", source)).isEqualTo(source.asRemixOf("video_1"));
  }

  @ParameterizedTest
  @CsvSource({
    "seconds=15,             1280x720, 15, true",
    "duration=15,            1280x720, 15, true",
    "size=720x1280,          720x1280, 25, true",
    "orientation=portrait,   720x1280, 25, true",
    "watermark=false,        1280x720, 25, false",
    "seconds=10 hd=true,    1792x1024, 10, true",
    "aspect_ratio=9:16,      720x1280, 25, true",
  })
  void givenParametersOfARemixOverrideItsSource(
      String asked, String size, int seconds, boolean watermark) {
    var source = order("model=sora_video2-pro size=1280x720 seconds=25 watermark=true");

    var remix = remix(asked, source);

    assertThat(remix.size()).isEqualTo(size);
    assertThat(remix.seconds()).isEqualTo(seconds);
    assertThat(remix.watermark()).isEqualTo(watermark);
    assertThat(remix.model()).isEqualTo("sora_video2-pro");
  }

  @Test
  void anOptionThatARemixNamesIsItsOwn() {
    var source = order("generate_audio=false fps=24 seed=7");

    assertThat(remix("fps=30 audio=true", source).options())
        .containsExactlyInAnyOrderEntriesOf(Map.of("generate_audio", true, "fps", 30L, "seed", 7L));
  }

  @Test
  void theNumberAndTheUserOfAVideoAreNotThoseOfItsRemix() {
    var source = order("n=2 safety_identifier=ann");

    assertThat(remix("", source).n()).isEqualTo(1);
    assertThat(remix("", source).options()).isEmpty();
  }

  /** An extended video may have a length that no order can name. */
  @ParameterizedTest
  @ValueSource(strings = {"sora-2", "sora_video2", "house-model"})
  void aRemixOfARemixIsAsLongAsAnExtendedVideo(String model) {
    var extended = order("model=" + model).rounded(70, "720x1280", false);

    var remix = remix("", extended.asRemixOf("video_2"));

    assertThat(remix.seconds()).isEqualTo(70);
    assertThat(remix.changed()).isEmpty();
  }

  @Test
  void aRemixWithAModelOfItsOwnInheritsNothing() {
    var source = order("model=sora_video2-landscape-25s watermark=true seed=7");

    assertThat(remix("model=sora-2", source)).isEqualTo(order("model=sora-2").asRemixOf("video_1"));
  }

  @Test
  void anEmptyModelNamesNone() {
    var source = order("model=sora_video2-pro hd=true size=1280x720 seconds=15");

    assertThat(remix("model=", source)).isEqualTo(source.asRemixOf("video_1"));
  }

  @Test
  void aRemixTakesItsOwnPrompt() {
    var source = order("");
    var parameters = Parameters.of("prompt", "a dog");

    assertThat(new Orders(Asking.MODELS).remix(parameters, "video_1", source).prompt())
        .isEqualTo("a dog");
  }

  @Test
  void aRemixNeedsAPrompt() {
    var source = order("");

    var refusal =
        refusal(() -> new Orders(Asking.MODELS).remix(Parameters.NONE, "video_1", source));

    assertThat(refusal.param()).isEqualTo("prompt");
  }

  @Test
  void aRemixCannotContradictTheSuffixOfItsSource() {
    var source = order("model=sora_video2-landscape");

    assertThat(refusal(() -> remix("size=720x1280", source)).param()).isEqualTo("size");
  }

  /** Clients may repeat what the source is. */
  @ParameterizedTest
  @CsvSource({
    "'',                                         ''",
    "seconds=15 size=1280x720 hd=false seed=7,   ''",
    "orientation=landscape,                      ''",
    "model=sora_video2-pro,                      ''",
    "seconds=10,                                 seconds",
    "size=720x1280 watermark=true,               size watermark",
    "aspect_ratio=9:16,                          aspect_ratio",
    "seed=8 generate_audio=true,                 generate_audio seed",
  })
  void aRemixSaysByWhatItIsToDifferFromItsSource(String asked, String changed) {
    var source = order("model=sora_video2-pro size=1280x720 seconds=15 seed=7");

    assertThat(remix(asked, source).changed())
        .containsExactlyInAnyOrder(changed.isEmpty() ? new String[0] : changed.split(" "));
  }
}
