package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class BatchReadingsTest {

  private final BatchReadings readings = new BatchReadings();
  private int read;

  @Test
  void aFifthReadingIsRefusedUntilAnotherHasEnded() throws IOException {
    assertThatThrownBy(() -> read(5))
        .isInstanceOfSatisfying(
            RequestRefused.class,
            refused -> {
              assertThat(refused.error().body().error().code()).isEqualTo("results_busy");
              assertThat(refused.error().headers()).containsEntry("Retry-After", "5");
            });
    assertThat(read).isEqualTo(4);

    read(4);

    assertThat(read).isEqualTo(8);
  }

  /** So many at the same time. */
  private void read(int most) throws IOException {
    if (most > 0) {
      readings.run(
          () -> {
            read++;
            read(most - 1);
          });
    }
  }
}
