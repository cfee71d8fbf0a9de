package dev.reelway.order;

import static dev.reelway.order.Asking.order;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrdersTest {

  @Test
  void aBarePromptIsAPortraitOfTenSecondsInStandardDefinition() {
    assertThat(order(""))
        .isEqualTo(
            new VideoOrder(
                "sora_video2",
                "sora_video2",
                "a cat on a roof",
                "720x1280",
                10,
                false,
                false,
                false,
                null));
  }

  @Test
  void anEmptyModelIsTheDefaultModel() {
    assertThat(order("model=").model()).isEqualTo("sora_video2");
  }

  @ParameterizedTest
  @CsvSource({
    "model=sora_video2-landscape,              1280x720, 10, false, false",
    "model=sora_video2-portrait,               720x1280, 10, false, false",
    "model=sora_video2-10s,                    720x1280, 10, false, false",
    "model=sora_video2-15s,                    720x1280, 15, false, false",
    "model=sora_video2-25s,                    720x1280, 25, false, false",
    "model=sora_video2-hd,                    1024x1792, 10, true,  false",
    "model=sora_video2-landscape-hd,          1792x1024, 10, true,  false",
    "model=sora_video2-pro,                    720x1280, 10, false, true",
    "model=sora_video2-pro-landscape-25s,      1280x720, 25, false, true",
    "model=sora_video2-15s-hd-landscape-pro,  1792x1024, 15, true,  true",
    "model=sora_video,                         720x1280, 10, false, false",
  })
  void aSuffixSetsAParameterOfTheVideo(
      String asked, String size, int seconds, boolean hd, boolean pro) {
    var order = order(asked);

    assertThat(order.size()).isEqualTo(size);
    assertThat(order.seconds()).isEqualTo(seconds);
    assertThat(order.hd()).isEqualTo(hd);
    assertThat(order.pro()).isEqualTo(pro);
    assertThat("model=" + order.model()).isEqualTo(asked);
    assertThat(order.model()).startsWith(order.base());
  }

  @ParameterizedTest
  @CsvSource({
    "size=1280x720,                                    1280x720",
    "size=3x2,                                         1280x720",
    "size=4096x1,                                      1280x720",
    "size=720x1280,                                    720x1280",
    "size=1000x1000,                                   720x1280",
    "size=1000x1000 model=sora_video2-landscape,       1280x720",
    "size=1280x720 model=sora_video2-landscape,        1280x720",
    "size=1280x720 model=sora_video2-hd,              1792x1024",
    "size=1280x720 hd=true model=sora_video2-pro,     1792x1024",
    "orientation=landscape,                            1280x720",
    "orientation=landscape size=1280x720,              1280x720",
    "orientation=portrait,                             720x1280",
    "orientation=portrait model=sora_video2-portrait,  720x1280",
  })
  void theSeedsSizeTellsTheOrientationOnly(String asked, String size) {
    assertThat(order(asked).size()).isEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource({
    "seconds=10, 10",
    "seconds=15, 15",
    "seconds=25, 25",
    "duration=15, 15",
    "duration=15 seconds=15, 15",
    "seconds=25 model=sora_video2-25s, 25",
    "seconds=4 model=sora-2, 4",
    "seconds=8 model=sora-2, 8",
    "duration=12 model=sora-2, 12",
    "seconds=16 model=sora-2-pro, 16",
    "seconds=20 model=sora-2-pro, 20",
    "model=sora-2, 4",
    "model=sora-2-pro, 4",
    "model=house-model, 10",
    "seconds=1 model=house-model, 1",
    "seconds=60 model=house-model, 60",
  })
  void everyNameHasItsLengths(String asked, int seconds) {
    assertThat(order(asked).seconds()).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"720x1280", "1280x720", "1024x1792", "1792x1024", "1080x1920", "1920x1080"})
  void openAisNamesTakeOpenAisSizesAsTheyAre(String size) {
    assertThat(order("model=sora-2 size=" + size).size()).isEqualTo(size);
    assertThat(order("model=sora-2-pro size=" + size).size()).isEqualTo(size);
  }

  @Test
  void openAisNamesDefaultToAPortrait() {
    assertThat(order("model=sora-2").size()).isEqualTo("720x1280");
    assertThat(order("model=sora-2 orientation=landscape").size()).isEqualTo("1280x720");
  }

  @Test
  void anOperatorsOwnModelAcceptsAnySizeAndHd() {
    assertThat(order("model=house-model size=1000x1000").size()).isEqualTo("1000x1000");
    assertThat(order("model=house-model hd=true").size()).isEqualTo("1024x1792");
    assertThat(order("model=house-model size=640x480 hd=true").size()).isEqualTo("640x480");
  }

  @ParameterizedTest
  @CsvSource({"true, true", "True, true", "false, false", "False, false"})
  void aFlagMayBeText(String written, boolean meant) {
    assertThat(order("watermark=" + written).watermark()).isEqualTo(meant);
    assertThat(order("model=sora_video2-pro hd=" + written).hd()).isEqualTo(meant);
  }

  @Test
  void jsonMaySpellNumbersAndFlagsAsTheyAre() {
    var parameters =
        new Parameters(
            Map.of(
                "prompt", TextNode.valueOf("a cat"),
                "model", TextNode.valueOf("sora_video2-pro"),
                "duration", DoubleNode.valueOf(15.0),
                "n", IntNode.valueOf(1),
                "size", NullNode.instance,
                "hd", BooleanNode.TRUE,
                "watermark", BooleanNode.TRUE));

    var order = new Orders(Asking.MODELS).video(parameters);

    assertThat(order.seconds()).isEqualTo(15);
    assertThat(order.hd()).isTrue();
    assertThat(order.watermark()).isTrue();
    assertThat(order.size()).isEqualTo("1024x1792");
  }

  @Test
  void emptyParametersAreNotGiven() {
    assertThat(order("size= seconds= hd= n= orientation= seed=")).isEqualTo(order(""));
  }

  @Test
  void whatClientsSendByThemselvesHasNoEffect() {
    assertThat(order("prompt_cache_key=k-1 api-version=2025-04-01")).isEqualTo(order(""));
  }

  @Test
  void whoAnOrderIsForGoesWithItUnderEitherName() {
    assertThat(order("safety_identifier=s-1").options()).containsEntry("safety_identifier", "s-1");
    assertThat(order("user=s-1")).isEqualTo(order("safetyIdentifier=s-1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          durationSeconds=15                 | seconds=15
          duration=15s                       | seconds=15
          video_length=15.0s                 | seconds=15
          duration-seconds=15 seconds=15     | seconds=15
          width=1280 height=720              | size=1280x720
          aspectRatio=16:9                   | size=1280x720
          aspect_ratio=9:16                  | orientation=portrait
          resolution=1280x720                | size=1280x720
          ratio=1280:720                     | size=1280x720
          aspect=auto                        |
          aspect_ratio=adaptive              |
          size=auto                          |
          modelName=sora-2                   | model=sora-2
          addWatermark=true                  | watermark=true
          numVideos=1                        |
          """)
  void otherNamesMeanTheSame(String written, @Nullable String usual) {
    assertThat(order(written).withOptions(Map.of()))
        .isEqualTo(order(usual == null ? "" : usual).withOptions(Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "sora-2, aspect_ratio=16:9, 1280x720",
    "sora-2, resolution=1080p, 1080x1920",
    "sora-2-pro, aspect_ratio=16:9 resolution=1080p, 1920x1080",
    "sora_video2-pro, aspect_ratio=16:9 hd=true, 1792x1024",
    "house-model, aspect_ratio=1:1, 720x720",
    "house-model, aspect_ratio=16:9 resolution=480p, 854x480",
    "house-model, aspect_ratio=21:9, 1680x720",
    "house-model, resolution=1080p, 1080x1920",
    "house-model, resolution=4k aspect_ratio=16:9, 3840x2160",
    "house-model, resolution=1080p orientation=landscape, 1920x1080",
    "house-model, aspect_ratio=3:4 resolution=fhd, 1080x1440"
  })
  void aRatioAndAResolutionAreASize(String model, String written, String size) {
    assertThat(order("model=%s %s".formatted(model, written)).size()).isEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource({"sora_image, 4", "gpt-image-2, 10", "house-image, 10"})
  void anOrderMakesUpToTenImagesAndWithTheSeedsNamesFour(String model, int most) {
    assertThat(Asking.image("model=%s n=%d".formatted(model, most)).n()).isEqualTo(most);
    assertThat(
            Asking.refusal(() -> Asking.image("model=%s n=%d".formatted(model, most + 1)))
                .sentence())
        .isEqualTo("n must be a whole number from 1 to " + most);
  }

  @ParameterizedTest
  @CsvSource({
    "sora_image, size=2048x1152, 1536x1024",
    "sora_image, aspect_ratio=9:16, 1024x1536",
    "house-image, aspect_ratio=16:9, 1536x864",
    "house-image, aspect_ratio=9:16, 864x1536",
    "house-image, aspect_ratio=4:3, 1536x1152",
    "house-image, aspect_ratio=3:2, 1536x1024",
    "house-image, aspect_ratio=1:1, 1024x1024",
    "house-image, aspect_ratio=1:4, 384x1536",
    "house-image, orientation=portrait, 1024x1536",
    "gpt-image-2, aspect_ratio=21:9, 1536x656",
    "gpt-image-1, aspect_ratio=3:2, 1536x1024",
    "gpt-image-1, aspect_ratio=1:1, 1024x1024",
    "gpt-image-2, size=2048x1152, 2048x1152",
    "gpt-image-2, size=auto, 1024x1024",
    "house-image, size=500x333, 500x333",
    "house-image, width=64 height=64, 64x64"
  })
  void anImageHasTheExactSizeWhereTheModelHasOne(String model, String written, String size) {
    assertThat(Asking.image("model=%s %s".formatted(model, written)).size()).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000x1024", "3200x1024", "4096x2304"})
  void aSizeThatNoImageModelOfOpenAiHasIsRefused(String size) {
    var refused = Asking.refusal(() -> Asking.image("model=gpt-image-2 size=" + size));

    assertThat(refused.sentence()).contains("steps of 16 pixels");
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-image-2, 4:1,  aspect_ratio must be from 1:3 to 3:1",
    "gpt-image-1, 16:9, 'aspect_ratio must be 1:1, 3:2 or 2:3'",
  })
  void aRatioThatNoImageModelOfOpenAiHasIsRefused(String model, String ratio, String sentence) {
    var refused =
        Asking.refusal(() -> Asking.image("model=%s aspect_ratio=%s".formatted(model, ratio)));

    assertThat(refused.sentence()).isEqualTo(sentence);
  }

  @Test
  void anOrderOfImagesKeepsTheRatioThatItIsToHave() {
    assertThat(Asking.image("model=house-image aspect_ratio=16:9").options())
        .containsEntry("aspect_ratio", "16:9");
    assertThat(Asking.image("model=sora_image aspect_ratio=16:9").options()).isEmpty();
    assertThat(Asking.image("model=house-image size=1536x864").options()).isEmpty();
  }

  @Test
  void theOrderKeepsWhatOnlySomeTargetsTake() {
    var order =
        order(
            "seed=7 negativePrompt=blur sound=off frameRate=24 cfg=7.50 model=house-model"
                + " ratio=4:3");

    assertThat(order.options())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "seed",
                7L,
                "negative_prompt",
                "blur",
                "generate_audio",
                false,
                "fps",
                24L,
                "guidance_scale",
                new BigDecimal("7.5"),
                "aspect_ratio",
                "4:3"));
  }
}
