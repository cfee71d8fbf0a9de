package dev.reelway.library;

import static dev.reelway.order.ReferenceRole.FIRST_FRAME;
import static dev.reelway.order.ReferenceRole.LAST_FRAME;
import static dev.reelway.order.ReferenceRole.REFERENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import dev.reelway.order.VideoOrder;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The images of a request, and what each of them is to the video. */
class OrderDraftTest {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final ImageSources SOURCES = new ImageSources(link -> Optional.empty());
  private static final VideoOrder ORDER =
      new VideoOrder("m", "m", "a cat", "720x1280", 4, false, false, false, null);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "input_reference",
        "image",
        "images",
        "image_url",
        "imageUrl",
        "image_urls",
        "input_image",
        "promptImage",
        "init_image",
        "file",
        "reference_image",
        "reference_images",
        "first_frame",
        "first_frame_url",
        "startImage",
        "last_frame",
        "image_tail",
        "endImageUrl"
      })
  void anImageIsUsedUnderAnyName(String name) {
    assertThat(links(draft("{'%s': 'https://a.test/1.png'}".formatted(name))))
        .containsExactly("https://a.test/1.png");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'image': 'https://a.test/1'}                                     |
          {'images': ['https://a.test/1', 'https://a.test/2']}              |
          {'first_frame': 'https://a.test/1'}                               | FIRST_FRAME
          {'last_frame': 'https://a.test/2', 'image': 'https://a.test/1'}   | FIRST_FRAME LAST_FRAME
          {'end_image': 'https://a.test/2', 'start_image': 'https://a.test/1'} | FIRST_FRAME LAST_FRAME
          {'reference_images': ['https://a.test/1', 'https://a.test/2']}    | REFERENCE REFERENCE
          {'first_frame': 'https://a.test/1', 'image': 'https://a.test/2'}  | FIRST_FRAME REFERENCE
          {'frame_images': [{'image_url': {'url': 'https://a.test/2'}, 'frame_type': 'last_frame'}, {'image_url': {'url': 'https://a.test/1'}, 'frame_type': 'first_frame'}]} | FIRST_FRAME LAST_FRAME
          {'promptImage': [{'uri': 'https://a.test/1', 'position': 'first'}, {'uri': 'https://a.test/2', 'position': 'last'}]} | FIRST_FRAME LAST_FRAME
          """)
  void rolesAreKeptAndTheFirstFrameGoesFirst(String json, String roles) {
    var draft = draft(json);

    assertThat(((VideoOrder) draft.order()).roles().stream().map(Enum::name))
        .containsExactly(roles == null ? new String[0] : roles.split(" "));
    assertThat(links(draft)).isSorted();
  }

  @Test
  void aFrameIsOneImage() {
    var refused = refusal("{'last_frame': ['https://a.test/1', 'https://a.test/2']}");

    assertThat(refused.param()).isEqualTo("last_frame");
    assertThat(refused.sentence()).isEqualTo("last_frame accepts one image");
  }

  @Test
  void whatIsNoImageIsRefusedUnderTheCallersName() {
    assertThat(refusal("{'endImage': {'colour': 'red'}}").param()).isEqualTo("endImage");
  }

  @Test
  void anOrderKnowsItsRolesAfterItWasStored() throws JsonProcessingException {
    var order = (VideoOrder) draft("{'last_frame': 'https://a.test/1'}").order();

    assertThat(order.roles()).isEqualTo(List.of(LAST_FRAME));
    assertThat(JSON.readValue(JSON.writeValueAsString(order), VideoOrder.class)).isEqualTo(order);
    assertThat(List.of(FIRST_FRAME, REFERENCE, LAST_FRAME)).isSorted();
  }

  private static OrderRefused refusal(String json) {
    return catchThrowableOfType(OrderRefused.class, () -> draft(json));
  }

  private static OrderDraft draft(String json) {
    try {
      var values = new HashMap<String, JsonNode>();
      JSON.readTree(json.replace('\'', '"'))
          .properties()
          .forEach(one -> values.put(one.getKey(), one.getValue()));
      return OrderDraft.of(ORDER, SOURCES.of(new Parameters(values)));
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(broken);
    }
  }

  private static List<String> links(OrderDraft draft) {
    return draft.images().stream()
        .map(one -> ((ImageSource.RemoteLink) one).link())
        .map(URI::toString)
        .toList();
  }
}
