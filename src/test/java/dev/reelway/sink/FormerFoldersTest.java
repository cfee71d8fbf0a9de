package dev.reelway.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.LogCapture;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;

@ExtendWith(LogCapture.class)
class FormerFoldersTest {

  private final FormerFolders formerFolders = new FormerFolders();

  /** As of a disk that is kept as an archive, or breaks while it is read. */
  @ParameterizedTest
  @MethodSource("failures")
  void aFolderThatRefusesIsLeftAloneAndNamedOnce(Exception failure, CapturedOutput output) {
    for (int i = 0; i < 2; i++) {
      formerFolders.remove("/srv/old", () -> fail(failure));
    }

    assertThat(LogCapture.own(output))
        .containsOnlyOnce("What is deleted now stays in /srv/old, a folder");
  }

  static Stream<Exception> failures() {
    return Stream.of(
        new AccessDeniedException("/srv/old/a.mp4"),
        new DirectoryIteratorException(new IOException("Input/output error")));
  }

  private static void fail(Exception failure) throws IOException {
    if (failure instanceof IOException io) {
      throw io;
    }
    throw (RuntimeException) failure;
  }
}
