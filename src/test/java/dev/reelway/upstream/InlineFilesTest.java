package dev.reelway.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.reelway.media.SpoolFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in base64 inside an answer are read as streams, byte for byte. */
class InlineFilesTest {

  private static final byte[] FIRST = bytes(300_001);
  private static final byte[] SECOND = bytes(100_000);

  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
  private final Path folder;
  private final InlineFiles files;

  InlineFilesTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.files = new InlineFiles(new SpoolFolder(folder));
  }

  private static byte[] bytes(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static InputStream in(String json) {
    return new ByteArrayInputStream(json.getBytes(UTF_8));
  }

  private static String answer() {
    return "{\"bytes\": 7, \"of\": [{\"bytes\": \"%s\", \"type\": \"a\"}, {\"bytes\": \"%s\"}], \"end\": 1}"
        .formatted(base64(FIRST), base64(SECOND));
  }

  @Test
  void anOutlineContainsLinksInPlaceOfFiles() throws IOException {
    assertThat(files.outline(in(answer()), "bytes").toString())
        .isEqualTo(
            "{\"bytes\":7,\"of\":[{\"bytes\":\"inline:0\",\"type\":\"a\"},"
                + "{\"bytes\":\"inline:1\"}],\"end\":1}");
  }

  @Test
  void eachFileIsDecodedAsItIs() throws IOException {
    try (var first = files.open(in(answer()), "bytes", "inline:0");
        var second = files.open(in(answer()), "bytes", "inline:1")) {
      assertThat(first.readAllBytes()).isEqualTo(FIRST);
      assertThat(second.readAllBytes()).isEqualTo(SECOND);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"+/+/+w==", "+\\/+\\/+w\\u003d\\u003D", "-_-_-w==", "+/+\\r\\n/+w==\\n", "+/+/+w"})
  void aFileMayBeWrittenInOtherWays(String text) throws IOException {
    try (var file = files.open(in("{\"bytes\":\"" + text + "\"}"), "bytes", "inline:0")) {
      assertThat(file.readAllBytes()).isEqualTo(Base64.getDecoder().decode("+/+/+w=="));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"bytes\":\"AAAA", "{\"bytes\":\"A?AA\"}", "{\"bytes\":\"AA\\"})
  void aFileThatIsCutOrDamagedFails(String json) {
    assertThatThrownBy(() -> files.open(in(json), "bytes", "inline:0").readAllBytes())
        .isInstanceOf(IOException.class);
  }

  @Test
  void aFileThatIsNotThereFails() {
    assertThatThrownBy(() -> files.open(in(answer()), "bytes", "inline:2"))
        .isInstanceOf(IOException.class)
        .hasMessage("the answer does not contain the file inline:2");
  }

  @Test
  void whatIsNoJsonFails() throws IOException {
    assertThatThrownBy(() -> files.outline(in("<html>"), "bytes"))
        .isInstanceOf(JsonProcessingException.class);
    assertThat(files.outline(in(""), "bytes").isNull()).isTrue();
    assertThat(files.outline(null, "bytes").isNull()).isTrue();
  }

  @Test
  void whatIsNoFileIsBounded() {
    var text = "x".repeat(1 << 20);
    var json = "[" + ("\"" + text + "\",").repeat(65) + "1]";

    assertThatThrownBy(() -> files.outline(in(json), "bytes"))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageContaining("too large");
  }

  @Test
  void aFileThatCannotBeAskedForAgainIsKeptUntilTheExchangeEnds() throws IOException {
    assertThat(files.spool(in(answer()), "bytes", exchange).toString())
        .isEqualTo(
            "{\"bytes\":7,\"of\":[{\"bytes\":\"spooled:0\",\"type\":\"a\"},"
                + "{\"bytes\":\"spooled:1\"}],\"end\":1}");
    assertThat(InlineFiles.spooled("spooled:1", exchange).orElseThrow()).hasContent(base64(SECOND));
    assertThat(InlineFiles.spooled("spooled:2", exchange)).isEmpty();
    assertThat(InlineFiles.spooled("https://cdn.example/1.png", exchange)).isEmpty();

    for (var completion : exchange.getExchangeExtension().handoverCompletions()) {
      completion.onComplete(exchange);
    }

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anEmptyTextIsNotAFile() throws IOException {
    var answer = in("[{\"bytes\": \"\"}, {\"bytes\": \"AAAA\"}]");

    assertThat(files.spool(answer, "bytes", exchange).toString())
        .isEqualTo("[{\"bytes\":\"\"},{\"bytes\":\"spooled:0\"}]");
  }

  @Test
  void filesMayBeLongerTogetherThanAnAnswerOtherwise() throws IOException {
    var file = "A".repeat(22 << 20).getBytes(UTF_8);
    var parts = new ArrayList<>(List.of(in("[7")));
    for (int i = 0; i < 3; i++) {
      parts.addAll(List.of(in(", {\"bytes\": \""), new ByteArrayInputStream(file), in("\"}")));
    }
    parts.add(in("]"));
    var answer = new SequenceInputStream(Collections.enumeration(parts));

    assertThat(files.spool(answer, "bytes", exchange).at("/3/bytes").asText())
        .isEqualTo("spooled:2");
  }
}
