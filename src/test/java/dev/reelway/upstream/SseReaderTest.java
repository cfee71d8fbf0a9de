package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {

  private static final int MUCH = 1_100_000;

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\r\n"})
  void anEventIsReadBeforeTheNextOneArrives(String end) throws IOException {
    var sseReader = new SseReader(new Unfinished("data: {\"a\": 1}" + end + end));

    assertThat(sseReader.next().path("a").asInt()).isEqualTo(1);
  }

  @Test
  void aCommentIsReadAtOnce() throws IOException {
    var sseReader = new SseReader(new Unfinished(": ping\n"));

    assertThat(sseReader.next()).isEmpty();
  }

  @Test
  void charactersMayBeCutAnywhere() throws IOException {
    var bytes = "data: {\"a\": \"进度 🦊\"}\n\n".getBytes(StandardCharsets.UTF_8);
    var drops =
        new InputStream() {
          private int at;

          @Override
          public int read() {
            return at == bytes.length ? -1 : bytes[at++] & 0xff;
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            int next = read();
            buffer[offset] = (byte) next;
            return next < 0 ? -1 : 1;
          }
        };

    assertThat(new SseReader(drops).next().path("a").asText()).isEqualTo("进度 🦊");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: ", ": ", "", "{\"a\": \"", "data: {\"a\": \""})
  void anEndlessLineIsNotReadToItsEnd(String begun) {
    var sseReader = sseReader(begun + "x".repeat(MUCH));

    assertThatThrownBy(sseReader::next)
        .isInstanceOf(IOException.class)
        .hasMessage("the upstream sent an event that exceeds the size limit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: x\n", "{\n"})
  void anEndlessEventIsNotReadToItsEnd(String line) {
    var sseReader = sseReader(line.repeat(MUCH));

    assertThatThrownBy(sseReader::next)
        .hasMessage("the upstream sent an event that exceeds the size limit");
  }

  @Test
  void theEndIsAnsweredAsOftenAsItIsRead() throws IOException {
    var sseReader = sseReader("data: {}\n\n");
    var heard = new ArrayList<Boolean>();
    for (int i = 0; i < 3; i++) {
      heard.add(sseReader.next().isObject());
    }

    assertThat(heard).isEqualTo(List.of(true, false, false));
  }

  private static SseReader sseReader(String text) {
    return new SseReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Sends this much and then nothing, so that a further read would block. */
  private static final class Unfinished extends ByteArrayInputStream {

    Unfinished(String text) {
      super(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      if (available() == 0) {
        throw new AssertionError("read on");
      }
      return super.read(into, offset, length);
    }
  }
}
