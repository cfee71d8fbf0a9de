package dev.reelway.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.media.UploadedContent;
import dev.reelway.order.Parameters;
import dev.reelway.order.ReferenceRole;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
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
    var sources = new ImageSources(link -> Optional.empty(), name -> Optional.empty());
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
    var sources = new ImageSources(link -> Optional.empty());
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
            link -> Optional.empty(),
            text -> text.equals(name) ? Optional.of(file) : Optional.empty());

    assertThat(sources.of(new Parameters(Map.of("image", TextNode.valueOf(name))))).hasSize(1);
  }

  @Test
  void aTextInATextSaysItsRole() {
    var text = "{\"url\": \"https://a.example/1.png\", \"role\": \"last_frame\"}";
    var sources = new ImageSources(link -> Optional.empty());

    assertThat(sources.of(new Parameters(Map.of("image", TextNode.valueOf(text)))))
        .extracting(Reference::role)
        .containsExactly(ReferenceRole.LAST_FRAME);
  }
}
