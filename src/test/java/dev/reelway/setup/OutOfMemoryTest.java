package dev.reelway.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutOfMemoryTest {

  @ParameterizedTest
  @CsvSource({"java.lang.OutOfMemoryError, 3", "java.lang.IllegalStateException, 0"})
  void aThreadThatRunsOutOfMemoryEndsTheProcess(String thrown, int status) throws Exception {
    assertThat(ended("-Dthrown=" + thrown)).isEqualTo(status);
  }

  @Test
  void theFlagOfTheVirtualMachineIsKnown() throws Exception {
    assertThat(ended("-XX:+ExitOnOutOfMemoryError")).isEqualTo(0);
  }

  private static int ended(String option) throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-cp",
                System.getProperty("java.class.path"),
                OutOfMemoryTest.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  public static void main(String[] none) throws Exception {
    OutOfMemory.endsTheProcess();
    OutOfMemory.warnUnlessOptionIsSet();
    var thrown = System.getProperty("thrown");
    if (thrown != null) {
      var kind = Class.forName(thrown).getConstructor();
      var thread = new Thread(() -> fail(kind));
      thread.start();
      thread.join();
    }
  }

  private static void fail(java.lang.reflect.Constructor<?> kind) {
    try {
      throw OutOfMemoryTest.<RuntimeException>any((Throwable) kind.newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T any(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
