package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.intake.format.PromptFileRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Reads a prompt file in a process of its own, which has little memory. */
public final class SmallHeap {

  private SmallHeap() {}

  /**
   * Reads a file to its end and answers why it is refused, or nothing.
   *
   * @param heap the option of the process that limits its memory
   */
  public static String read(Path file, String heap) throws Exception {
    var refusal = file.resolveSibling("refusal");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName(),
                file.toString(),
                refusal.toString())
            .redirectErrorStream(true)
            .redirectOutput(file.resolveSibling("log").toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isZero();
      return Files.readString(refusal);
    } finally {
      process.destroyForcibly();
    }
  }

  public static void main(String[] files) throws IOException {
    var refusal = "";
    try {
      Entries.of(Path.of(files[0]));
    } catch (PromptFileRefused refused) {
      refusal = String.valueOf(refused.getMessage());
    }
    Files.writeString(Path.of(files[1]), refusal);
  }
}
