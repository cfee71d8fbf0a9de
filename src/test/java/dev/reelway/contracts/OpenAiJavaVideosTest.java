package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.core.JsonValue;
import com.openai.errors.NotFoundException;
import com.openai.models.videos.ImageInputReferenceParam;
import com.openai.models.videos.Video;
import com.openai.models.videos.VideoCreateParams;
import com.openai.models.videos.VideoDownloadContentParams;
import com.openai.models.videos.VideoDownloadContentParams.Variant;
import com.openai.models.videos.VideoEditParams;
import com.openai.models.videos.VideoExtendParams;
import com.openai.models.videos.VideoListParams;
import com.openai.models.videos.VideoRemixParams;
import com.openai.models.videos.VideoSeconds;
import com.openai.models.videos.VideoSize;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code client.videos()} of openai-java. */
class OpenAiJavaVideosTest extends OpenAiJava {

  @Override
  String licence() {
    return "videos";
  }

  @Test
  void aPromptBecomesAVideo() throws Exception {
    var created = client.videos().create(video("a kite").build());

    var video = ended(created.id());

    assertThat(video.status()).isEqualTo(Video.Status.COMPLETED);
    assertThat(video.progress()).isEqualTo(100);
    assertThat(video.prompt()).hasValue("a kite");
    assertThat(video.size().asString()).isEqualTo("128x72");
    assertThat(video.seconds().asString()).isEqualTo("1");
    assertThat(video.completedAt()).isPresent();
    assertThat(video.error()).isEmpty();
  }

  @Test
  void aVideoPassesTheClientsOwnValidation() {
    var params =
        VideoCreateParams.builder()
            .prompt("[sandbox:never] checked")
            .model("sora-2")
            .size(VideoSize._720X1280)
            .seconds(VideoSeconds._4)
            .build();

    var created = client.videos().create(params);

    assertThat(created.validate().isValid()).isTrue();
    assertThat(client.videos().retrieve(created.id()).validate().isValid()).isTrue();
    assertThat(client.videos().delete(created.id()).validate().isValid()).isTrue();
  }

  @Test
  void aVideoIsEditedByItsIdAndExtendedAsAFile() throws Exception {
    var source = ended(client.videos().create(video("to be edited").build()).id()).id();
    var reference = VideoEditParams.Video.VideoReferenceInputParam.builder().id(source).build();

    var edit =
        client.videos().edit(VideoEditParams.builder().prompt("in snow").video(reference).build());
    var extension =
        client
            .videos()
            .extend(
                VideoExtendParams.builder()
                    .prompt("it runs")
                    .seconds(VideoSeconds._4)
                    .video(content(source))
                    .putAdditionalBodyProperty("model", JsonValue.from("tiny"))
                    .build());

    assertThat(edit.remixedFromVideoId()).hasValue(source);
    assertThat(ended(edit.id()).status()).isEqualTo(Video.Status.COMPLETED);
    assertThat(extension.seconds().asString()).isEqualTo("5");
    assertThat(ended(extension.id()).status()).isEqualTo(Video.Status.COMPLETED);
  }

  private byte[] content(String id) throws IOException {
    try (var content = client.videos().downloadContent(id)) {
      return content.body().readAllBytes();
    }
  }

  @Test
  void oursAreParametersToo() throws Exception {
    var params =
        VideoCreateParams.builder()
            .prompt("[sandbox:never] wide")
            .model("sora_video2-15s")
            .putAdditionalBodyProperty("orientation", JsonValue.from("landscape"))
            .putAdditionalBodyProperty("watermark", JsonValue.from(true))
            .build();

    var created = client.videos().create(params);

    assertThat(created.size().asString()).isEqualTo("1280x720");
    assertThat(created.seconds().asString()).isEqualTo("15");
  }

  @Test
  void aReferenceIsAFile() throws Exception {
    become(video("from a file").inputReference(image("first.png", Color.RED)));
  }

  @Test
  void aReferenceIsAStreamWithoutAName() throws Exception {
    become(video("from a stream").inputReference(new ByteArrayInputStream(jpeg(Color.ORANGE))));
  }

  @Test
  void aReferenceIsAnArrayOfBytes() throws Exception {
    become(video("from bytes").inputReference(png(Color.YELLOW)));
  }

  @Test
  void aReferenceIsAUrl() throws Exception {
    var reference = ImageInputReferenceParam.builder().imageUrl(dataUrl(png(Color.GREEN))).build();

    become(video("from a url").inputReference(reference));
  }

  private void become(VideoCreateParams.Builder parameters) {
    var video = ended(client.videos().create(parameters.build()).id());

    assertThat(video.status()).isEqualTo(Video.Status.COMPLETED);
  }

  @Test
  void aFailureIsReportedWithItsReason() throws Exception {
    var video = ended(client.videos().create(video("[sandbox:refuse] no").build()).id());

    assertThat(video.status()).isEqualTo(Video.Status.FAILED);
    assertThat(video.error().orElseThrow().code()).isEqualTo("refused");
    assertThat(video.error().orElseThrow().message()).isNotBlank();
  }

  @Test
  void aListEndsAfterItsLastPage() throws Exception {
    var made = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      made.add(client.videos().create(video("[sandbox:never] number " + i).build()).id());
    }
    var ascending = VideoListParams.builder().limit(2).order(VideoListParams.Order.ASC).build();

    var listed = client.videos().list(ascending).autoPager().stream().map(Video::id).toList();

    assertThat(listed).containsSubsequence(made).doesNotHaveDuplicates();
  }

  @Test
  void severalVideosAndMetadataAreReadAndFound() throws Exception {
    var params =
        video("two kites")
            .putAdditionalBodyProperty("n", JsonValue.from(2))
            .putAdditionalBodyProperty("metadata", JsonValue.from(Map.of("shot", "12.b")));
    var made = ended(client.videos().create(params.build()).id());
    var filter =
        VideoListParams.builder()
            .putAdditionalQueryParam("status", "completed")
            .putAdditionalQueryParam("metadata[shot]", "12.b");

    var listed = client.videos().list(filter.build()).autoPager().stream().toList();

    assertThat(listed).extracting(Video::id).containsExactly(made.id());
    var more = listed.getFirst()._additionalProperties();
    assertThat(more.get("metadata")).isEqualTo(JsonValue.from(Map.of("shot", "12.b")));
    assertThat(more.get("outputs"))
        .satisfies(outputs -> assertThat(outputs.convert(List.class)).hasSize(2));
  }

  @Test
  void aDeletedVideoIsGone() throws Exception {
    var id = client.videos().create(video("[sandbox:never] unwanted").build()).id();

    var deleted = client.videos().delete(id);

    assertThat(deleted.id()).isEqualTo(id);
    assertThat(deleted.deleted()).isTrue();
    assertThatThrownBy(() -> client.videos().retrieve(id)).isInstanceOf(NotFoundException.class);
  }

  @Test
  void aVideoIsRemixed() throws Exception {
    var source = ended(client.videos().create(video("a boat").build()).id());
    var params = VideoRemixParams.builder().prompt("at night").build();

    var remix = ended(client.videos().remix(source.id(), params).id());

    assertThat(remix.status()).isEqualTo(Video.Status.COMPLETED);
    assertThat(remix.remixedFromVideoId()).hasValue(source.id());
    assertThat(remix.prompt()).hasValue("at night");
  }

  @Test
  void aVideoIsDownloadedWholeOrInParts() throws Exception {
    var id = ended(client.videos().create(video("a train").build()).id()).id();
    var part = VideoDownloadContentParams.builder().putAdditionalHeader("Range", "bytes=4-7");
    var thumbnail = VideoDownloadContentParams.builder().variant(Variant.THUMBNAIL);

    byte[] whole = downloaded(id, VideoDownloadContentParams.none(), 200);
    byte[] some = downloaded(id, part.build(), 206);
    byte[] image = downloaded(id, thumbnail.build(), 200);

    assertThatIsAVideo(whole);
    assertThat(some).isEqualTo(Arrays.copyOfRange(whole, 4, 8));
    assertThat(new String(image, 8, 4, StandardCharsets.ISO_8859_1)).isEqualTo("WEBP");
  }

  private byte[] downloaded(String id, VideoDownloadContentParams params, int status)
      throws IOException {
    try (var answer = client.videos().downloadContent(id, params)) {
      assertThat(answer.statusCode()).isEqualTo(status);
      return answer.body().readAllBytes();
    }
  }

  @Test
  void aCompletedVideoCarriesALinkThatOpensWithoutALicence() throws Exception {
    var video = ended(client.videos().create(video("a link").build()).id());

    var link = video._additionalProperties().get("url");

    assertThat(link).isNotNull();
    assertThat(link.asStringOrThrow()).contains(".mp4");
    assertThatIsAVideo(opened(link.asStringOrThrow()));
  }

  @Test
  void theServiceSaysWhenToPollAgain() throws Exception {
    var raw = client.videos().withRawResponse();

    try (var created = raw.create(video("[sandbox:never] soon").build());
        var shown = raw.retrieve(created.parse().id())) {
      for (var answer : List.of(created, shown)) {
        assertThat(answer.headers().values("openai-poll-after-ms")).hasSize(1);
        assertThat(answer.headers().values("x-request-id")).hasSize(1);
      }
    }
  }
}
