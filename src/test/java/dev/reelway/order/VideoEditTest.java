package dev.reelway.order;

import static dev.reelway.order.Asking.order;
import static dev.reelway.order.Asking.parameters;
import static dev.reelway.order.Asking.refusal;
import static dev.reelway.order.Asking.remix;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.media.VideoInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an edit or an extension takes from its source, and what it takes from the request. */
class VideoEditTest {

  private static final Orders ORDERS = new Orders(Asking.MODELS);
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final VideoInfo FILE = new VideoInfo("ab", "video/webm", 9, 321, 123, 7);

  private final VideoOrder source = order("model=sora_video2-landscape-15s-hd watermark=true");

  @Test
  void anEditIsMadeByTheModelOfItsSourceAndAsLong() {
    var edit = edit("", Operation.EDIT);

    assertThat(edit.model()).isEqualTo("sora_video2-landscape-15s-hd");
    assertThat(edit.size()).isEqualTo(source.size());
    assertThat(edit.seconds()).isEqualTo(15);
    assertThat(edit.hd()).isTrue();
    assertThat(edit.watermark()).isTrue();
    assertThat(edit.operation()).isEqualTo(Operation.EDIT);
    assertThat(edit.sourceJob()).isEqualTo("video_1");
    assertThat(edit.remixOf()).isNull();
  }

  @Test
  void anExtensionIsAsLongAsItsSourceAndWhatIsAdded() {
    var extension = edit("seconds=20 model=sora-2 seed=7", Operation.EXTEND);

    assertThat(extension.model()).isEqualTo("sora-2");
    assertThat(extension.seconds()).isEqualTo(35);
    assertThat(extension.rendered()).isEqualTo(20);
    assertThat(extension.watermark()).isFalse();
    assertThat(extension.hd()).isFalse();
    assertThat(extension.options()).containsEntry("seed", 7L);
  }

  @Test
  void aFileSaysItsShapeItself() {
    var edit = ORDERS.edit(Operation.EDIT, parameters("video=x"), null);

    var order = edit.of(SourceVideo.ofFile(Operation.EDIT, FILE, null), "321x123");

    assertThat(order.model()).isEqualTo(Orders.DEFAULT_VIDEO_MODEL);
    assertThat(order.size()).isEqualTo("321x123");
    assertThat(order.seconds()).isEqualTo(7);
    assertThat(order.sourceJob()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "EDIT, seconds=10, seconds",
    "EDIT, size=720x1280, size",
    "EDIT, resolution=720p, resolution",
    "EDIT, ratio=16:9, ratio",
    "EDIT, hd=true, hd",
    "EDIT, input_reference=x, input_reference",
    "EDIT, model=sora_video2-15s, model",
    "EDIT, model=sora_video2-landscape, model",
    "EDIT, model=sora_image, model",
    "EDIT, n=2, n",
    "EDIT, output_format=png, output_format",
    "EDIT, nonsense=1, nonsense",
    "EXTEND, , seconds",
    "EXTEND, seconds=3, seconds",
    "EXTEND, seconds=21, seconds",
    "EXTEND, seconds=four, seconds"
  })
  void whatTheSourceSetsIsRefused(Operation operation, @Nullable String asked, String param) {
    assertThat(refusal(() -> edit(asked == null ? "" : asked, operation)).param()).isEqualTo(param);
  }

  @Test
  void anExtendedVideoHasAnEnd() {
    var long100 = new SourceVideo(Operation.EXTEND, 101, "video_1", null);
    var edit = ORDERS.edit(Operation.EXTEND, parameters("seconds=20"), source);

    assertThat(refusal(() -> edit.of(long100, "1280x720")).sentence())
        .isEqualTo(
            "seconds is too large: the video has 101 seconds, and extended it may have at most"
                + " 120");
  }

  @Test
  void aRemixOfAnEditedVideoIsOfItsShape() {
    var extension = edit("seconds=7", Operation.EXTEND);
    var edit = ORDERS.edit(Operation.EDIT, parameters("model=sora-2"), null);
    var odd = edit.of(SourceVideo.ofFile(Operation.EDIT, FILE, null), "321x123");

    assertThat(remix("", extension).seconds()).isEqualTo(22);
    assertThat(remix("seconds=15", extension).seconds()).isEqualTo(15);
    assertThat(remix("", odd).size()).isEqualTo("321x123");
    assertThat(remix("size=1280x720", odd).size()).isEqualTo("1280x720");
    assertThat(remix("", odd).operation()).isEqualTo(Operation.REMIX);
    assertThat(remix("", odd).source()).isNull();
  }

  @Test
  void onlyEditsAndExtensionsTakeAVideo() {
    assertThat(refusal(() -> order("source_video=x")).sentence())
        .isEqualTo(
            "source_video must be omitted: only POST /v1/videos/edits and /v1/videos/extensions"
                + " have it");
  }

  @Test
  void theLedgerKnowsTheSource() throws Exception {
    var edit = edit("", Operation.EDIT);
    var file = edit.madeOf(SourceVideo.ofFile(Operation.EXTEND, FILE, null));

    assertThat(JSON.readValue(JSON.writeValueAsString(edit), Order.class)).isEqualTo(edit);
    assertThat(JSON.readValue(JSON.writeValueAsString(file), Order.class)).isEqualTo(file);
  }

  @Test
  void anOrderFromBeforeHasNoSource() throws Exception {
    var older = JSON.writeValueAsString(source);

    assertThat(older).doesNotContain("\"source\"");
    assertThat(JSON.readValue(older, Order.class)).isEqualTo(source);
    assertThat(source.operation()).isEqualTo(Operation.CREATE);
    assertThat(source.asRemixOf("video_1").operation()).isEqualTo(Operation.REMIX);
  }

  private VideoOrder edit(String asked, Operation operation) {
    var edit = ORDERS.edit(operation, parameters(asked), source);
    return edit.of(SourceVideo.ofJob(operation, "video_1", source), source.size());
  }
}
