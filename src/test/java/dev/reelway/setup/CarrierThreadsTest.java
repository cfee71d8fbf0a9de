package dev.reelway.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.Command;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In a process of its own, as the count is read once. */
class CarrierThreadsTest {

  @ParameterizedTest
  @CsvSource({
    "-XX:ActiveProcessorCount=1, 2",
    "-XX:ActiveProcessorCount=3, 4",
    "-Djdk.virtualThreadScheduler.parallelism=5, 5"
  })
  void thereIsOneMoreThanProcessorsUnlessTheOperatorSaysOtherwise(String option, String expected)
      throws Exception {
    assertThat(Command.java(option, CarrierThreadsTest.class, expected).output())
        .isEqualTo("all run at once");
  }

  /** Threads that do not give their carriers back until all of them have one. */
  public static void main(String[] count) throws Exception {
    CarrierThreads.addOne();
    int threads = Integer.parseInt(count[0]);
    var missing = new CountDownLatch(threads);
    for (int n = 0; n < threads; n++) {
      Thread.ofVirtual()
          .start(
              () -> {
                missing.countDown();
                while (missing.getCount() > 0) {
                  Thread.onSpinWait();
                }
              });
    }
    System.out.print(missing.await(30, TimeUnit.SECONDS) ? "all run at once" : "too few");
  }
}
