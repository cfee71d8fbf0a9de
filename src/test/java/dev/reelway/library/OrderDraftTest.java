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
import dev.reelway.media.ImageInfo;
import dev.reelway.media.MediaInfo;
import dev.reelway.order.ImageGuide;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import dev.reelway.order.ReferenceRole;
import dev.reelway.order.VideoOrder;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The images of a request, and what each of them is to the video. */
class OrderDraftTest {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final ImageSources SOURCES = new ImageSources((param, link) -> Optional.empty());
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

  @ParameterizedTest
  @CsvSource({
    "reference_videos, REFERENCE_VIDEO",
    "referenceVideo, REFERENCE_VIDEO",
    "video_urls, REFERENCE_VIDEO",
    "reference_audios, REFERENCE_AUDIO",
    "referenceAudio, REFERENCE_AUDIO",
    "audio_url, REFERENCE_AUDIO"
  })
  void aVideoOrAnAudioFileIsReferredToUnderAnyName(String name, ReferenceRole role) {
    var draft = draft("{'%s': 'https://a.test/1', 'image': 'https://a.test/2'}".formatted(name));

    assertThat(draft.images().getLast())
        .isEqualTo(
            new ImageSource.Media(
                new ImageSource.RemoteLink(name, URI.create("https://a.test/1")), role));
  }

  @Test
  void imagesGoBeforeVideosAndVideosBeforeAudioFiles() {
    var draft =
        draft(
            "{'audios': 'https://a.test/4', 'references': ["
                + "{'type': 'video_url', 'video_url': {'url': 'https://a.test/3'}},"
                + " 'https://a.test/1', {'url': 'https://a.test/2', 'role': 'last_frame'}]}");
    var video = new MediaInfo("c", "video/mp4", 1, 8, 4, 5);
    var audio = new MediaInfo("d", "audio/mpeg", 1, null, null, 5);

    var order =
        (VideoOrder)
            draft.complete(List.of(png("a", 8, 4, null), png("b", 8, 4, null), video, audio));

    assertThat(order.roles()).containsExactly(REFERENCE, LAST_FRAME);
    assertThat(order.contents()).containsExactly("a", "b", "c", "d");
    assertThat(order.media()).containsExactly(video, audio);
  }

  @Test
  void anOrderRefersToThreeVideosAtMost() {
    var refused =
        refusal(
            "{'videos': ['https://a.test/1', 'https://a.test/2', 'https://a.test/3',"
                + " 'https://a.test/4']}");

    assertThat(refused.sentence()).isEqualTo("reference_videos accepts at most 3 files");
  }

  @Test
  void whatIsNoVideoIsRefusedAsOne() {
    assertThat(refusal("{'videos': 'fox.mp4'}").sentence())
        .isEqualTo(
            "videos must be a video: a file, an http(s) URL, a data: URL, base64 or a file_id;"
                + " there is no file fox.mp4");
  }

  @ParameterizedTest
  @CsvSource({"mask, MASK", "maskUrl, MASK", "markup, MARKUP"})
  void aGuideComesLastAndIsNoReference(String name, ReferenceRole role) {
    var draft = edit("{'%s': 'https://a.test/3', 'image': 'https://a.test/1'}".formatted(name));

    var order = (ImageOrder) draft.complete(List.of(png("a", 8, 4, null), png("b", 8, 4, true)));

    assertThat(links(draft)).containsExactly("https://a.test/1", "https://a.test/3");
    assertThat(order.references()).extracting(ImageInfo::sha256).containsExactly("a");
    assertThat(order.images()).extracting(ImageInfo::sha256).containsExactly("a", "b");
    assertThat(order.guide()).isEqualTo(new ImageGuide(role, png("b", 8, 4, true)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'mask': 'https://a.test/1'}|mask belongs to an image: send that as image",
        "{'image': 'https://a.test/1', 'mask': ['https://a.test/2', 'https://a.test/3']}|mask"
            + " accepts one image",
        "{'image': 'https://a.test/1', 'mask': 'https://a.test/2', 'markup':"
            + " 'https://a.test/3'}|mask and markup exclude each other: send one of them"
      })
  void aGuideBelongsToAnImageAndIsTheOnlyOne(String json, String sentence) {
    var refused = catchThrowableOfType(OrderRefused.class, () -> edit(json.replace('"', '\'')));

    assertThat(refused.sentence()).isEqualTo(sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "image/png, 2, 2, true, mask must have the size of the first image. 8x4: it is 2x2",
    "image/png, 4, 8, true, mask must have the size of the first image. 8x4: it is 4x8",
    "image/png, 8, 4, false, mask must be a PNG image with transparent pixels",
    "image/jpeg, 8, 4, false, mask must be a PNG image"
  })
  void aGuideThatDoesNotFitIsRefused(
      String type, int width, int height, boolean transparent, String sentence) {
    var draft = edit("{'mask': 'https://a.test/3', 'image': 'https://a.test/1'}");
    var mask = new ImageInfo("b", type, 1, width, height, transparent);

    var refused =
        catchThrowableOfType(
            OrderRefused.class, () -> draft.complete(List.of(png("a", 8, 4, null), mask)));

    assertThat(refused.sentence()).matches(sentence);
    assertThat(refused.param()).isEqualTo("mask");
  }

  @Test
  void aGuideMayFitTheTurnedPixelsOfAJpegAndIsStoredWithoutItsTransparency() throws Exception {
    var draft = edit("{'mask': 'https://a.test/3', 'image': 'https://a.test/1'}");
    var turned = new ImageInfo("a", "image/jpeg", 1, 4, 8, false);

    var order = draft.complete(List.of(turned, png("b", 8, 4, null)));

    assertThat(JSON.readValue(JSON.writeValueAsString(order), Order.class).images())
        .containsExactly(new ImageInfo("a", "image/jpeg", 1, 4, 8), png("b", 8, 4, null));
  }

  private static ImageInfo png(String sha256, int width, int height, @Nullable Boolean alpha) {
    return new ImageInfo(sha256, "image/png", 1, width, height, alpha);
  }

  private static OrderDraft edit(String json) {
    return draft(new ImageOrder("m", "m", "a cat", "1024x1024", 1, "png", false, List.of()), json);
  }

  private static OrderRefused refusal(String json) {
    return catchThrowableOfType(OrderRefused.class, () -> draft(json));
  }

  private static OrderDraft draft(String json) {
    return draft(ORDER, json);
  }

  private static OrderDraft draft(Order order, String json) {
    try {
      var values = new HashMap<String, JsonNode>();
      JSON.readTree(json.replace('\'', '"'))
          .properties()
          .forEach(one -> values.put(one.getKey(), one.getValue()));
      return OrderDraft.of(order, SOURCES.of(new Parameters(values)));
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
