package dev.reelway.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.media.UploadedContent;
import dev.reelway.order.Parameters;
import dev.reelway.order.ReferenceRole;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSourcesTest {

  @ParameterizedTest
  @CsvSource({
    "a boat.PNG, a file_id; there is no file a boat.PNG",
    "../boat.png, a file_id",
    "a boat, a file_id"
  })
  void aFileThatIsNotThereIsNamed(String text, String end) {
    var sources = new ImageSources((param, link) -> Optional.empty(), name -> Optional.empty());
    var parameters = new Parameters(Map.of("first_frame", TextNode.valueOf(text)));

    assertThatThrownBy(() -> sources.of(parameters)).message().endsWith(end);
  }

  /** A cell of a table, and a field of a form, is one text. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      textBlock =
          """
          https://a.example/1.png|https://a.example/2.png ; https://a.example/1.png https://a.example/2.png
          ` https://a.example/1.png | https://a.example/2.png|` ; https://a.example/1.png https://a.example/2.png
          ["https://a.example/1.png", "https://a.example/2.png"] ; https://a.example/1.png https://a.example/2.png
          [{"url": "https://a.example/1.png"}] ; https://a.example/1.png
          {"image_url": {"url": "https://a.example/1.png"}} ; https://a.example/1.png
          https://a.example/1.png ; https://a.example/1.png
          """)
  void aTextMayNameSeveralFiles(String text, String links) {
    var sources = new ImageSources((param, link) -> Optional.empty());
    var parameters = new Parameters(Map.of("reference_images", TextNode.valueOf(text)));

    assertThat(sources.of(parameters))
        .extracting(one -> ((ImageSource.RemoteLink) one.source()).link().toString())
        .containsExactly(links.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a|b.png", "[1].png", "{}.png", "[].png"})
  void aNameBesideThePromptFileGoesFirst(String name) {
    var file = new UploadedContent(null, false, InputStream::nullInputStream);
    var sources =
        new ImageSources(
            (param, link) -> Optional.empty(),
            text -> text.equals(name) ? Optional.of(file) : Optional.empty());

    assertThat(sources.of(new Parameters(Map.of("image", TextNode.valueOf(name))))).hasSize(1);
  }

  @Test
  void aTextInATextSaysItsRole() {
    var text = "{\"url\": \"https://a.example/1.png\", \"role\": \"last_frame\"}";
    var sources = new ImageSources((param, link) -> Optional.empty());

    assertThat(sources.of(new Parameters(Map.of("image", TextNode.valueOf(text)))))
        .extracting(Reference::role)
        .containsExactly(ReferenceRole.LAST_FRAME);
  }

  @ParameterizedTest
  @CsvSource({
    "role, tail_image, LAST_FRAME",
    "role, end_frame, LAST_FRAME",
    "frame_type, first, FIRST_FRAME",
    "role, mask, MASK",
    "position, last_frame, LAST_FRAME",
    "role, image,",
    "role, '',",
    "position, left,"
  })
  void aRoleMayBeAnyNameOfAParameter(String key, String word, ReferenceRole role) {
    var read = read("{\"url\": \"https://a.example/1.png\", \"%s\": \"%s\"}".formatted(key, word));

    assertThat(read).extracting(Reference::role).containsExactly(role);
  }

  @ParameterizedTest
  @ValueSource(strings = {"role", "frame_type", "frameType"})
  void anUnknownRoleIsRefused(String key) {
    assertThatThrownBy(
            () -> read("{\"url\": \"https://a.example/1.png\", \"%s\": \"finale\"}".formatted(key)))
        .hasMessageContaining("image.%s must be one of first_frame, last_frame".formatted(key));
  }

  @Test
  void anObjectHasOneSource() {
    var one = "\"url\": \"https://a.example/1.png\"";

    assertThat(read("{%s, \"image_url\": \"https://a.example/1.png\"}".formatted(one))).hasSize(1);
    assertThat(read("{%s, \"file_id\": null, \"b64_json\": \"\"}".formatted(one))).hasSize(1);
    assertThatThrownBy(() -> read("{%s, \"file_id\": \"file-1\"}".formatted(one)))
        .hasMessageContaining("image.file_id and image.url are two sources");
  }

  @Test
  void noMoreLinksAreLookedUpThanAnyOrderTakes() {
    var asked = new AtomicInteger();
    var sources =
        new ImageSources(
            (param, link) -> {
              asked.incrementAndGet();
              return Optional.empty();
            });
    var links = "https://a.example/1.png|".repeat(500);

    assertThatThrownBy(() -> sources.of(new Parameters(Map.of("image", TextNode.valueOf(links)))))
        .hasMessageContaining("image has too many files: send at most 100");
    assertThat(asked).hasValue(100);
  }

  private static List<Reference> read(String object) {
    return new ImageSources((param, link) -> Optional.empty())
        .of(new Parameters(Map.of("image", TextNode.valueOf(object))));
  }
}
