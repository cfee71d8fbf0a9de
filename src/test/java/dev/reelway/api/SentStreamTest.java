package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.sink.Asset;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long a caller may take for the bytes of a file. */
class SentStreamTest {

  private static final int SIZE = 1 << 20;

  private final AtomicLong time = new AtomicLong();
  private final byte[] buffer = new byte[8192];

  @Test
  void aCallerWhoTakesSomeAllTheTimeMaySlowDown() throws IOException {
    try (var sent = sent()) {
      int total = 0;
      for (int count = sent.read(buffer); count > 0; count = sent.read(buffer)) {
        total += count;
        pass(Duration.ofSeconds(8));
      }
      assertThat(total).isEqualTo(SIZE);
    }
  }

  @Test
  void aCallerWhoTakesHardlyAnythingIsCutOff() throws IOException {
    try (var sent = sent()) {
      assertThatThrownBy(
              () -> {
                while (sent.read(buffer, 0, 100) > 0) {
                  pass(Duration.ofSeconds(10));
                }
              })
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("too slowly");
      assertThat(time.get()).isLessThan(Duration.ofSeconds(50).toNanos());
    }
  }

  @Test
  void theTimeThatTheSinkTakesIsNotTheCallers() throws IOException {
    var slow =
        new ByteArrayInputStream(new byte[SIZE]) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            pass(Duration.ofMinutes(2));
            return super.read(bytes, offset, length);
          }
        };
    try (var sent = new SentStream(slow, asset(), new CompletableFuture<>(), time::get)) {
      assertThat(sent.readAllBytes()).hasSize(SIZE);
    }
  }

  private void pass(Duration some) {
    time.addAndGet(some.toNanos());
  }

  private SentStream sent() {
    return new SentStream(
        new ByteArrayInputStream(new byte[SIZE]), asset(), new CompletableFuture<>(), time::get);
  }

  private static Asset asset() {
    return new Asset("file", "a.mp4", "video/mp4", SIZE, "00", null);
  }
}
