package dev.reelway.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.database.Database;
import dev.reelway.job.TestDatabase;
import org.junit.jupiter.api.Test;

class UsedFoldersTest {

  private final Database database = TestDatabase.memory().database();

  @Test
  void aFolderIsUsedOnceAFileWasDeliveredThere() {
    var used = new UsedFolders(database).of("file", "/srv/videos");
    assertThat(used.isUsed()).isFalse();

    used.use();
    used.use();

    assertThat(used.isUsed()).isTrue();
    assertThat(new UsedFolders(database).of("file", "/srv/videos").isUsed()).isTrue();
  }

  @Test
  void theFoldersThatASinkHadBeforeAreKnown() {
    var folders = new UsedFolders(database);
    folders.of("file", "/srv/videos").use();
    folders.of("file", "/srv/films").use();
    folders.of("sftp", "host:22/videos").use();

    assertThat(folders.of("file", "/srv/films").others()).containsExactly("/srv/videos");
  }

  @Test
  void anotherFolderIsNot() {
    new UsedFolders(database).of("file", "/srv/videos").use();

    assertThat(new UsedFolders(database).of("file", "/srv/films").isUsed()).isFalse();
    assertThat(new UsedFolders(database).of("sftp", "/srv/videos").isUsed()).isFalse();
  }
}
