package dev.reelway.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                option,
                "-cp",
                System.getProperty("java.class.path"),
                CarrierThreadsTest.class.getName(),
                expected)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var said = process.getInputStream()) {
      assertThat(new String(said.readAllBytes())).isEqualTo("all run at once");
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
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
