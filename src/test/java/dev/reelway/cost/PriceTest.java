package dev.reelway.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.order.ImageOrder;
import dev.reelway.order.Operation;
import dev.reelway.order.SourceVideo;
import dev.reelway.order.VideoOrder;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTest {

  private static final Price BY_TIER =
      new Price(
          null,
          new BigDecimal("0.10"),
          prices("480p 0.05, 1080p 0.30, 1080p-silent 0.20, 1024x1792 0.50, silent 0.08, 4k 0.9"),
          null,
          null,
          null);

  @ParameterizedTest
  @CsvSource({"2560x1440, 1440p", "2560x1440, 2k", "3840x2160, 2160p", "3840x2160, 4k"})
  void aResolutionHasTwoWords(String size, String key) {
    var price = new Price(null, null, prices(key + " 0.7"), null, null, null);

    assertThat(price.of(video(size, null, null, 1)).orElseThrow()).isEqualByComparingTo("5.6");
  }

  @ParameterizedTest
  @CsvSource({
    "1280x720, , , 0.80", // no price of its own: that of any second
    "832x480, , , 0.40",
    "1080x1920, , , 2.40",
    "1920x1080, , false, 1.60",
    "1920x1080, , true, 2.40",
    "1024x1792, , , 4.00", // the size goes before the resolution
    "1024x1792, , false, 4.00",
    "1280x720, , false, 0.64",
    "1280x720, 4K, , 7.20", // as asked for
    "3840x2160, , , 7.20",
    "2560x1440, , , 0.80",
    "864x496, , , 0.40", // as many pixels as 480p
    "960x960, , , 0.80",
    "1440x1440, , , 2.40"
  })
  void aSecondCostsWhatItsResolutionCosts(
      String size, @Nullable String resolution, @Nullable Boolean audio, BigDecimal expected) {
    assertThat(BY_TIER.of(video(size, resolution, audio, 1)).orElseThrow())
        .isEqualByComparingTo(expected);
  }

  @Test
  void anOrderOfSeveralVideosCostsSeveral() {
    assertThat(BY_TIER.of(video("1280x720", null, null, 3)).orElseThrow())
        .isEqualByComparingTo("2.4");
  }

  @Test
  void anExtensionCostsTheSecondsThatItAdds() {
    var source = new SourceVideo(Operation.EXTEND, 5, "video_1", null);
    assertThat(BY_TIER.of(video("1280x720", null, null, 1, source)).orElseThrow())
        .isEqualByComparingTo("0.30");
  }

  @ParameterizedTest
  @CsvSource({
    "high, 1024x1024, 0.17",
    "high, 1536x1024, 0.25",
    "low, 1024x1024, 0.01",
    "auto, 1024x1024, 0.04",
    ", 1024x1024, 0.04"
  })
  void anImageCostsWhatItsQualityAndSizeCost(
      @Nullable String quality, String size, BigDecimal expected) {
    var price =
        new Price(
            null,
            null,
            null,
            new BigDecimal("0.04"),
            prices("low 0.01, high 0.17, high-1536x1024 0.25"),
            null);
    assertThat(price.of(image(quality, size)).orElseThrow()).isEqualByComparingTo(expected);
  }

  @Test
  void aCallCostsBesides() {
    var call = new BigDecimal("0.05");
    var both = new Price(call, new BigDecimal("0.10"), null, null, null, null);
    var alone = new Price(call, null, null, null, null, null);

    assertThat(both.of(video("1280x720", null, null, 1)).orElseThrow())
        .isEqualByComparingTo("0.85");
    assertThat(alone.of(video("1280x720", null, null, 4)).orElseThrow())
        .isEqualByComparingTo("0.05");
  }

  @Test
  void whatHasNoPriceIsNotKnown() {
    assertThat(Price.NONE.of(video("1280x720", null, null, 1))).isEmpty();
    assertThat(BY_TIER.of(image("high", "1024x1024"))).isEmpty();
  }

  private static Map<String, BigDecimal> prices(String text) {
    return Stream.of(text.split(", "))
        .map(one -> one.split(" "))
        .collect(Collectors.toMap(one -> one[0], one -> new BigDecimal(one[1])));
  }

  private static ImageOrder image(@Nullable String quality, String size) {
    Map<String, Object> options = quality == null ? Map.of() : Map.of("quality", quality);
    return new ImageOrder(
        "m", "m", "A fox", size, 1, "png", false, List.of(), null, options, Map.of(), null);
  }

  private static VideoOrder video(
      String size, @Nullable String resolution, @Nullable Boolean audio, int n) {
    return video(size, resolution, audio, n, null);
  }

  static VideoOrder video(
      String size,
      @Nullable String resolution,
      @Nullable Boolean audio,
      int n,
      @Nullable SourceVideo source) {
    var options = new HashMap<String, Object>();
    if (resolution != null) {
      options.put("resolution", resolution);
    }
    if (audio != null) {
      options.put("generate_audio", audio);
    }
    return new VideoOrder(
        "m", "m", "A fox", size, 8, false, false, false, null, List.of(), source, List.of(),
        List.of(), List.of(), options, n, Map.of(), null);
  }
}
