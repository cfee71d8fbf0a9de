package dev.reelway.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.media.ImageInfo;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilitiesTest {

  private static final List<Size> WIDE_AND_TALL =
      List.of(new Size(1280, 720), new Size(720, 1280), new Size(1920, 1080), new Size(1080, 1920));
  private static final Capabilities STRICT =
      new Capabilities(List.of(4, 6, 8), WIDE_AND_TALL, 1, false, false, false, false);
  private static final Capabilities NEAREST =
      new Capabilities(List.of(4, 6, 8), WIDE_AND_TALL, 1, false, false, false, true);

  @Test
  void anUnsetCapabilityIsNotLimited() {
    var wild = video("333x777", 59).asRemixOf("video_1");

    assertThat(Capabilities.ANY.refusal(wild)).isEmpty();
    assertThat(Capabilities.ANY.nearest(wild)).isSameAs(wild);
  }

  @Test
  void aSupportedOrderIsNotChanged() {
    var possible = video("720x1280", 6);

    assertThat(STRICT.refusal(possible)).isEmpty();
    assertThat(NEAREST.nearest(possible)).isEqualTo(possible);
  }

  @Test
  void eachUnsupportedValueIsRefusedWithTheSupportedOnes() {
    assertThat(refusal(STRICT, video("720x1280", 10)))
        .isEqualTo("seconds: seconds must be one of 4, 6, 8 with the model tiny");
    assertThat(refusal(STRICT, video("720x720", 6)))
        .isEqualTo(
            "size: size must be one of 1280x720, 720x1280, 1920x1080, 1080x1920 with the model"
                + " tiny");
    assertThat(refusal(STRICT, marked(video("720x1280", 6))))
        .isEqualTo("watermark: watermark must be false with the model tiny");
    assertThat(refusal(STRICT, video("720x1280", 6).asRemixOf("video_1"))).startsWith("model: ");
    assertThat(
            refusal(STRICT, video("720x1280", 6).withReferences(List.of(image("a"), image("b")))))
        .isEqualTo("input_reference: input_reference accepts at most 1 images with the model tiny");
  }

  @ParameterizedTest
  @CsvSource({
    "10, 8", "5, 6", "7, 8", "1, 4", "4, 4",
  })
  void aLengthIsRoundedToTheNearestAndRatherUp(int requested, int made) {
    assertThat(((VideoOrder) NEAREST.nearest(video("720x1280", requested))).seconds())
        .isEqualTo(made);
  }

  @ParameterizedTest
  @CsvSource({
    "1024x1792, 1080x1920",
    "1792x1024, 1920x1080",
    "480x854, 720x1280",
    "640x360, 1280x720",
    "4096x2160, 1920x1080",
    "720x1280, 720x1280",
  })
  void aSizeIsRoundedToTheNearestOfItsOrientation(String requested, String made) {
    assertThat(NEAREST.nearest(video(requested, 4)).size()).isEqualTo(made);
  }

  @Test
  void anUnsupportedWatermarkIsOmittedIfValuesAreRounded() {
    assertThat(NEAREST.refusal(marked(video("720x1280", 6)))).isEmpty();
    assertThat(NEAREST.nearest(marked(video("720x1280", 6))).watermark()).isFalse();
  }

  @Test
  void imagesAndRemixesAreNeverRounded() {
    assertThat(NEAREST.refusal(video("720x1280", 6).asRemixOf("video_1"))).isPresent();
    assertThat(
            NEAREST.refusal(video("720x1280", 6).withReferences(List.of(image("a"), image("b")))))
        .isPresent();
  }

  private static String refusal(Capabilities capabilities, Order order) {
    var refused = capabilities.refusal(order).orElseThrow();
    return refused.param() + ": " + refused.sentence();
  }

  private static VideoOrder video(String size, int seconds) {
    return new VideoOrder("tiny", "tiny", "a fox", size, seconds, false, false, false, null);
  }

  private static VideoOrder marked(VideoOrder video) {
    return video.rounded(video.seconds(), video.size(), true);
  }

  private static ImageInfo image(String sha256) {
    return new ImageInfo(sha256, "image/png", 10, 4, 4);
  }
}
