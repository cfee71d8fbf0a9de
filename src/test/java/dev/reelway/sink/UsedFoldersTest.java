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

  /** As after an upgrade from a version that did not keep the folders. */
  @Test
  void filesOfBeforeTellThatAFolderIsUsed() {
    var used = new UsedFolders(database);
    deliveredTo("file");

    assertThat(used.of("file", "/srv/videos").isUsed()).isTrue();
    assertThat(used.of("sftp", "/srv/videos").isUsed()).isFalse();

    used.of("file", "/srv/videos").use();
    assertThat(used.of("file", "/srv/films").isUsed()).isFalse();
  }

  @Test
  void filesOfBeforeThatAreRemovedTellNothing() {
    deliveredTo("file");
    database.write(db -> db.sql("update job set removed_at = 1").update());

    assertThat(new UsedFolders(database).of("file", "/srv/videos").isUsed()).isFalse();
  }

  private void deliveredTo(String sink) {
    database.write(
        db ->
            db.sql(
                    """
                    insert into job (id, licence, request, state, due, fence, attempts, progress,
                      created_at, deadline, ended_at, files)
                    values ('video_1', 'ann', '{}', 'delivered', 0, 1, 0, 100, 0, 0, 1, ?)
                    """)
                .param("[{\"sink\":\"%s\",\"key\":\"2026/video_1.mp4\"}]".formatted(sink))
                .update());
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
