package dev.reelway.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;

class MultipartTest {

  /** Some upstreams store files by their names: one order must not replace another's. */
  @Test
  void filesOfDifferentContentHaveDifferentNames() throws IOException {
    var one = "token-" + "0123456789abcdef".repeat(4) + ".webp";
    var other = "token-" + "fedcba9876543210".repeat(4) + ".webp";

    assertThat(form(one)).contains("filename=\"image-1-0123456789abcdef0123456789abcdef.webp\"");
    assertThat(form(other)).contains("filename=\"image-1-fedcba9876543210fedcba9876543210.webp\"");
    assertThat(form("no-extension")).contains("filename=\"image-1-");
  }

  private static String form(String name) throws IOException {
    var image =
        new ByteArrayResource("an image".getBytes(UTF_8)) {
          @Override
          public String getFilename() {
            return name;
          }
        };
    var body = new ByteArrayOutputStream();
    new Multipart()
        .form(JsonNodeFactory.instance.objectNode(), "image", List.of(image))
        .writeTo(body);
    return body.toString(UTF_8);
  }
}
