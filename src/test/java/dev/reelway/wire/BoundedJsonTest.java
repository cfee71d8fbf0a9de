package dev.reelway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BoundedJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper(BoundedJson.factory());

  @Test
  void oneTextMayBeAsLongAsItsDocument() throws IOException {
    assertThat(JSON.readTree(text(BoundedJson.LONGEST - 4)).textValue())
        .hasSize(BoundedJson.LONGEST - 4);
    assertThatThrownBy(() -> JSON.readTree(text(BoundedJson.LONGEST + 1)))
        .isInstanceOf(StreamConstraintsException.class);
  }

  @Test
  void tooDeepOrTooManyValuesAreRefused() {
    assertThatThrownBy(() -> JSON.readTree("[".repeat(65)))
        .isInstanceOf(StreamConstraintsException.class);
    assertThatThrownBy(() -> JSON.readTree("[" + "1,".repeat(100_000) + "1]"))
        .isInstanceOf(StreamConstraintsException.class);
  }

  private static byte[] text(int length) {
    return ("\"" + "x".repeat(length) + "\"").getBytes(StandardCharsets.US_ASCII);
  }
}
