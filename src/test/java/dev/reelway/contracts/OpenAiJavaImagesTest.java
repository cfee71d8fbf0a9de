package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.models.images.Image;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageEditStreamEvent;
import com.openai.models.images.ImageGenCompletedEvent;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImageGenerateParams.OutputFormat;
import com.openai.models.images.ImageGenerateParams.ResponseFormat;
import com.openai.models.images.ImagesResponse;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code client.images()} of openai-java. */
class OpenAiJavaImagesTest extends OpenAiJava {

  @Override
  String licence() {
    return "images";
  }

  @Test
  void anImageIsALinkThatOpensWithoutALicence() throws Exception {
    var answer = client.images().generate(image("a lake").build());

    assertThat(answer.created()).isPositive();
    assertThatIsAnImage(opened(only(answer).url().orElseThrow()));
    assertThat(only(answer).b64Json()).isEmpty();
  }

  @Test
  void anImageIsBase64() throws Exception {
    var params = image("a lake at dawn").responseFormat(ResponseFormat.B64_JSON);

    var image = only(client.images().generate(params.build()));

    assertThatIsAnImage(Base64.getDecoder().decode(image.b64Json().orElseThrow()));
    assertThat(image.url()).isEmpty();
  }

  @Test
  void thereAreAsManyAsAskedFor() throws Exception {
    var answer = client.images().generate(image("two lakes").n(2).build());

    var links = answer.data().orElseThrow().stream().map(one -> one.url().orElseThrow()).toList();

    assertThat(links).hasSize(2).doesNotHaveDuplicates();
    for (var link : links) {
      assertThatIsAnImage(opened(link));
    }
  }

  @Test
  void anImageHasTheFormatAskedFor() throws Exception {
    var params = image("a lake in June").outputFormat(OutputFormat.JPEG);

    var link = only(client.images().generate(params.build())).url().orElseThrow();

    assertThat(link).endsWith(".jpg");
    assertThat(opened(link)).startsWith(0xff, 0xd8, 0xff);
  }

  @Test
  void oneImageIsEdited() throws Exception {
    var params = edit("a red lake").image(image("lake.png", Color.RED));

    edited(params);
  }

  @Test
  void anImageWithoutANameIsEdited() throws Exception {
    var params = edit("a blue lake").image(new ByteArrayInputStream(jpeg(Color.BLUE)));

    edited(params);
  }

  @Test
  void severalImagesAreEditedTogether() throws Exception {
    var params =
        edit("both lakes")
            .imageOfInputStreams(
                List.of(
                    new ByteArrayInputStream(png(Color.RED)),
                    new ByteArrayInputStream(jpeg(Color.BLUE))));

    edited(params);
  }

  @Test
  void anImageIsStreamed() throws Exception {
    var params = image("a streamed lake").partialImages(2).n(2).build();

    try (var stream = client.images().generateStreaming(params)) {
      var events = stream.stream().toList();

      var images = events.stream().filter(ImageGenStreamEvent::isGenerationCompleted).toList();
      assertThat(images).hasSize(2);
      var partial = events.getFirst().asGenerationPartialImage();
      assertThat(partial.partialImageIndex()).isZero();
      assertThatIsAnImage(Base64.getDecoder().decode(partial.b64Json()));
      assertThat(partial.size().asString()).isEqualTo("1024x1024");
      var last = events.getLast().asGenerationCompleted();
      assertThatIsAnImage(Base64.getDecoder().decode(last.b64Json()));
      assertThat(last.createdAt()).isPositive();
      assertThat(last.background()).isEqualTo(ImageGenCompletedEvent.Background.AUTO);
      assertThat(last.quality()).isEqualTo(ImageGenCompletedEvent.Quality.AUTO);
      assertThat(last.outputFormat()).isEqualTo(ImageGenCompletedEvent.OutputFormat.PNG);
      assertThat(last.size().asString()).isEqualTo("1024x1024");
      assertThat(last._usage().isMissing()).isTrue();
    }
  }

  @Test
  void anEditWithAMaskIsStreamed() throws Exception {
    var params = edit("a masked lake").image(image("lake.png", Color.RED)).mask(mask("mask.png"));

    try (var stream = client.images().editStreaming(params.build())) {
      var events = stream.stream().toList();

      assertThat(events).hasSize(1).allMatch(ImageEditStreamEvent::isCompleted);
      assertThatIsAnImage(Base64.getDecoder().decode(events.getFirst().asCompleted().b64Json()));
    }
  }

  @Test
  void aStreamWithoutImagesFailsWithTheReason() {
    var params = image("[sandbox:fail] a lake").build();

    try (var stream = client.images().generateStreaming(params)) {
      assertThatThrownBy(() -> stream.stream().toList()).hasMessageContaining("failed");
    }
  }

  private void edited(ImageEditParams.Builder params) throws Exception {
    var answer = client.images().edit(params.build());

    assertThatIsAnImage(opened(only(answer).url().orElseThrow()));
  }

  private static ImageGenerateParams.Builder image(String prompt) {
    return ImageGenerateParams.builder().prompt(prompt).model("tiny_image").size("1024x1024");
  }

  private static ImageEditParams.Builder edit(String prompt) {
    return ImageEditParams.builder().prompt(prompt).model("tiny_image").size("1024x1024");
  }

  private static Image only(ImagesResponse answer) {
    assertThat(answer.data().orElseThrow()).hasSize(1);
    return answer.data().orElseThrow().getFirst();
  }
}
