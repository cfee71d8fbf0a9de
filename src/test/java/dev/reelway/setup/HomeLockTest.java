package dev.reelway.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.mock.env.MockEnvironment;

/** One service to a home, also within one process. */
class HomeLockTest {

  private final Path folder;

  HomeLockTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aSecondServiceOfTheProcessIsRefusedUntilTheFirstIsClosed() {
    var home = folder.resolve("a/b");
    var first = locked(home);

    for (int n = 0; n < 2; n++) {
      assertThatThrownBy(() -> locked(home))
          .hasMessage(
              "reelway.home is in use by process %d. Stop that process, or set another folder here."
                  .formatted(ProcessHandle.current().pid()));
    }

    first.destroySingletons();
    locked(home).destroySingletons();
  }

  @Test
  void twoHomesAreNotOne() {
    var one = locked(folder.resolve("one"));
    locked(folder.resolve("other")).destroySingletons();
    one.destroySingletons();
  }

  @Test
  void aHomeThatIsAFileIsRefusedInASentence() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> locked(file))
        .hasMessage(
            "reelway.home must be a folder that this process can write to: %s is a file."
                .formatted(file));
  }

  @Test
  void theLockIsTheOperatingSystems() throws IOException {
    var held = locked(folder);
    var file = folder.resolve(HomeLock.FILE);

    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertThatThrownBy(channel::tryLock)
          .isInstanceOf(java.nio.channels.OverlappingFileLockException.class);
    }
    held.destroySingletons();

    assertThat(file).hasContent(String.valueOf(ProcessHandle.current().pid()));
  }

  private static DefaultListableBeanFactory locked(Path home) {
    var beans = new DefaultListableBeanFactory();
    var environment = new MockEnvironment().withProperty("reelway.home", home.toString());
    new HomeLock(environment).postProcessBeanFactory(beans);
    return beans;
  }
}
