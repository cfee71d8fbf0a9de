package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.reelway.stories.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of this machine that has run.
 *
 * @param status what it ended with; 0 is well
 * @param output all that it wrote
 */
public record Command(int status, String output) {

  private static final long PATIENCE = 3 * Service.PATIENCE.toSeconds();

  /** Whether the machine has the program. */
  public static boolean isThere(String program) {
    return isThere(program, "--version");
  }

  /** The same for a program that tells its version in another way. */
  public static boolean isThere(String program, String version) {
    try {
      var process =
          new ProcessBuilder(program, version)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(PATIENCE, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Runs a program in a folder to its end, with more variables than it has anyway. */
  public static Command run(Path folder, Map<String, String> variables, String... words)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().putAll(variables);
    return ended(builder.redirectErrorStream(true));
  }

  /** Runs the main method of a test in a process of its own; its errors are not in the output. */
  public static Command java(String option, Class<?> test, String... arguments)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            option,
            "-cp",
            System.getProperty("java.class.path"),
            test.getName());
    builder.command().addAll(List.of(arguments));
    return ended(builder.redirectError(ProcessBuilder.Redirect.DISCARD));
  }

  private static Command ended(ProcessBuilder builder) throws IOException, InterruptedException {
    var output = Files.createTempFile("command", ".txt");
    try {
      var process = builder.redirectOutput(output.toFile()).start();
      if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        fail("%s has not ended:%n%s", builder.command(), Files.readString(output));
      }
      return new Command(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }

  /** What the program wrote, where it ended well. */
  public String outputOfSuccess() {
    assertThat(status).as(output).isZero();
    return output;
  }
}
