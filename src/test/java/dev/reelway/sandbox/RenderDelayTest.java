package dev.reelway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RenderDelayTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final RenderDelay renderDelay = new RenderDelay(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void aDueResponseDoesNotWait() {
    assertThatCode(() -> renderDelay.until(NOW)).doesNotThrowAnyException();
    assertThatCode(() -> renderDelay.until(NOW.minusSeconds(1))).doesNotThrowAnyException();
  }

  @Test
  void aPauseEndsByItself() {
    long start = System.nanoTime();

    renderDelay.until(NOW.plusMillis(50));

    assertThat(System.nanoTime() - start).isGreaterThan(49_000_000);
  }

  @Test
  void noWaitOutlastsTheService() {
    var waiting = CompletableFuture.runAsync(() -> renderDelay.until(NOW.plusSeconds(600)));

    renderDelay.end();

    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(waiting::join)
        .havingCause()
        .isInstanceOf(SandboxRefused.class)
        .matches(refused -> ((SandboxRefused) refused).status() == 503);
  }

  @Test
  void aDueResponseIsSentEvenAtShutdown() {
    renderDelay.end();

    assertThatCode(() -> renderDelay.until(NOW)).doesNotThrowAnyException();
  }
}
