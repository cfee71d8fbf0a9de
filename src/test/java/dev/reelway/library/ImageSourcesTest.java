package dev.reelway.library;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.order.Parameters;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
