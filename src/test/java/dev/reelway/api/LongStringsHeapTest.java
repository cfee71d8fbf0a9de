package dev.reelway.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.api.JsonStringSpooler.JsonLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM of its own, with a heap that holds not four of the sixteen bodies that it reads. */
class LongStringsHeapTest {

  private static final int BODIES = 16;
  private static final int LENGTH = 27_000_000;

  @TempDir Path folder = Path.of("");

  @Test
  void sixteenBodiesOf27MegabytesAtOnceNeedLessThan100OfHeap() throws Exception {
    var log = folder.resolve("log");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                LongStringsHeapTest.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();

    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(() -> text(log)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  public static void main(String[] folder) throws Exception {
    try (var threads = Executors.newFixedThreadPool(BODIES)) {
      var bodies = new ArrayList<Future<Long>>();
      for (int i = 0; i < BODIES; i++) {
        bodies.add(threads.submit(() -> lengthOfTheString(Path.of(folder[0]))));
      }
      for (var body : bodies) {
        if (body.get() != LENGTH) {
          throw new IllegalStateException("not what was sent: " + body.get());
        }
      }
    }
  }

  private static long lengthOfTheString(Path folder) throws IOException {
    var jsonLimits = new JsonLimits(512 << 10, 4 << 20, LENGTH + 100);
    try (var strings = new JsonStringSpooler(body(), folder, jsonLimits)) {
      var marker = new ObjectMapper().readTree(strings.json()).path("image_url").asText();
      return Files.size(strings.find(marker).orElseThrow());
    }
  }

  private static InputStream body() {
    var parts =
        List.of(bytes("{\"image_url\": \""), deliveries(), bytes("\", \"prompt\": \"A cat\"}"));
    return parts.stream().reduce(SequenceInputStream::new).orElseThrow();
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(US_ASCII));
  }

  private static InputStream deliveries() {
    return new InputStream() {
      private int left = LENGTH;

      @Override
      public int read() {
        return left-- > 0 ? 'A' : -1;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        int count = Math.min(left, length);
        Arrays.fill(buffer, offset, offset + count, (byte) 'A');
        left -= count;
        return count == 0 ? -1 : count;
      }
    };
  }
}
