package dev.reelway.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;

/** What a dialect sends for each file of an order. */
class ReferenceUrlsTest {

  @Test
  void aFileIsSentWholeUnlessTheOrderHasALink() throws IOException {
    var order =
        new ObjectMapper()
            .readTree(
                """
                {"references": [{"type": "image/jpeg"},
                                {"type": "video/mp4", "url": "https://reelway.test/1.mp4"}],
                 "guide": {"type": "image/png"}}
                """);

    var urls = new ReferenceUrls().urls(order, List.of(file("one"), file("two"), file("three")));

    assertThat(urls.toString())
        .isEqualTo(
            "[\"data:image/jpeg;base64,b25l\",\"https://reelway.test/1.mp4\","
                + "\"data:image/png;base64,dGhyZWU=\"]");
  }

  private static ByteArrayResource file(String bytes) {
    return new ByteArrayResource(bytes.getBytes(UTF_8));
  }
}
