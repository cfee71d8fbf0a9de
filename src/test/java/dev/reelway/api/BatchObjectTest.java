package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.intake.ApiBatch;
import dev.reelway.intake.ApiBatch.Fault;
import dev.reelway.intake.ApiBatch.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A batch is in one of OpenAI's eight states. */
class BatchObjectTest {

  private static final Instant NOW = Instant.parse("2026-11-03T10:15:30Z");
  private static final Instant LATE = NOW.plus(Duration.ofHours(24));

  @Test
  void anOpenBatchGoesFromValidatingToFinalizing() {
    assertThat(status(null, null, null, 0)).isEqualTo("validating");
    assertThat(status(NOW, null, null, 2)).isEqualTo("in_progress");
    assertThat(status(NOW, null, null, 3)).isEqualTo("finalizing");
    assertThat(status(NOW, NOW, null, 2)).isEqualTo("cancelling");
  }

  @Test
  void aBatchThatHasEndedSaysHow() {
    assertThat(status(NOW, null, NOW, 3)).isEqualTo("completed");
    assertThat(status(NOW, NOW, NOW, 3)).isEqualTo("cancelled");
    assertThat(status(NOW, null, LATE, 3)).isEqualTo("expired");
  }

  @Test
  void aBatchWithFaultsHasFailed() {
    var fault = new Fault("empty_file", "The input file contains no orders.", "input_file_id", 0);
    var progress =
        new Progress(NOW, NOW, null, NOW, List.of(fault), null, null, 0, 0, 0, List.of());

    var shown = BatchObject.of(batch(progress), "https://videos.example/r");

    assertThat(shown.status()).isEqualTo("failed");
    assertThat(shown.failedAt()).isEqualTo(NOW.getEpochSecond());
    assertThat(shown.inProgressAt()).isNull();
    assertThat(shown.errors()).isEqualTo(new BatchObject.Faults("list", List.of(fault)));
  }

  /** Of three orders, one has failed. */
  private static String status(
      @Nullable Instant read, @Nullable Instant cancelled, @Nullable Instant closed, int ended) {
    int failed = Math.min(ended, 1);
    var progress =
        new Progress(
            read,
            read,
            cancelled,
            closed,
            List.of(),
            null,
            null,
            3,
            ended - failed,
            failed,
            List.of());
    return BatchObject.of(batch(progress), "https://videos.example/r").status();
  }

  private static ApiBatch batch(Progress progress) {
    return new ApiBatch(
        "batch_1",
        "ann",
        "file-1",
        "00",
        "orders.jsonl",
        "/v1/videos",
        "24h",
        Map.of(),
        Map.of(),
        "http://127.0.0.1",
        null,
        NOW,
        LATE,
        progress);
  }
}
