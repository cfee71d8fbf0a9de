package dev.reelway.order;

import static dev.reelway.order.Asking.order;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
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
  void unknownParametersAreIgnored() {
    assertThat(order("CamelHttpUri=file:/etc/passwd style=noir n=1")).isEqualTo(order(""));
  }
}
