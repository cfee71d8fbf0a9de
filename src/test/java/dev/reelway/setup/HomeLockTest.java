package dev.reelway.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
  void twoHomesHaveNoLedgerTogether() throws IOException {
    var ledger = folder.resolve("ledgers/one.db");
    var first = locked(folder.resolve("one"), "jdbc:sqlite:" + ledger + "?journal_mode=WAL");
    Files.createSymbolicLink(folder.resolve("linked"), ledger.getParent());

    for (var name : List.of("ledgers/one.db", "ledgers/../ledgers/one.db", "linked/one.db")) {
      assertThatThrownBy(
              () ->
                  locked(
                      folder.resolve("other/" + name.replace('/', '-')),
                      "jdbc:sqlite:" + folder.resolve(name)))
          .hasMessage(
              "spring.datasource.url names a file that is in use by process %d. Stop that process,"
                  + " or set another file here.",
              ProcessHandle.current().pid());
    }
    locked(folder.resolve("third"), "jdbc:sqlite:" + folder.resolve("ledgers/two.db"))
        .destroySingletons();

    first.destroySingletons();
    locked(folder.resolve("fourth"), "jdbc:sqlite:" + ledger).destroySingletons();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:sqlite::memory:",
        "jdbc:sqlite:",
        "jdbc:sqlite:file::memory:?cache=shared",
        "jdbc:sqlite:file:one?mode=memory",
        "jdbc:postgresql://db/reelway"
      })
  void whatIsNoFileIsNotLocked(String url) {
    var one = locked(folder.resolve("one"), url);
    locked(folder.resolve("other"), url).destroySingletons();
    one.destroySingletons();
  }

  /** SQLite says it better, as it knows more. */
  @Test
  void aLedgerThatCannotBeIsNotRefusedHere() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "");

    locked(folder.resolve("home"), "jdbc:sqlite:" + file + "/one.db").destroySingletons();
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
    return locked(home, "jdbc:sqlite:" + home.resolve("ledger.db"));
  }

  private static DefaultListableBeanFactory locked(Path home, String url) {
    var beans = new DefaultListableBeanFactory();
    var environment =
        new MockEnvironment()
            .withProperty("reelway.home", home.toString())
            .withProperty("spring.datasource.url", url);
    new HomeLock(environment).postProcessBeanFactory(beans);
    return beans;
  }
}
