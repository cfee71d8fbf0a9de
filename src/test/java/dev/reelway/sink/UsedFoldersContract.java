package dev.reelway.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.database.Database;
import dev.reelway.job.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the ledger tells of a sink's folders, on every database. */
abstract class UsedFoldersContract {

  private final TestDatabase store;
  private final Database database;

  UsedFoldersContract(TestDatabase store) {
    this.store = store;
    this.database = store.database();
  }

  @AfterEach
  void close() {
    store.close();
  }

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
    deliveredTo("file", 1);

    assertThat(used.of("file", "/srv/videos").isUsed()).isTrue();
    assertThat(used.of("sftp", "/srv/videos").isUsed()).isFalse();

    used.of("file", "/srv/videos").use();
    assertThat(used.of("file", "/srv/films").isUsed()).isFalse();
  }

  @Test
  void filesThatCallersHaveUploadedTellItToo() {
    database.write(
        db ->
            db.sql(
                    """
                    insert into media (sha256, type, bytes, used_at, sink)
                    values ('a', 'image/png', 1, 0, 'file')
                    """)
                .update());

    assertThat(new UsedFolders(database).of("file", "/srv/videos").isUsed()).isTrue();
    assertThat(new UsedFolders(database).of("sftp", "/srv/videos").isUsed()).isFalse();
  }

  /** A ledger of years is not read to its end. */
  @Test
  void onlyTheJobsThatEndedLastTell() {
    deliveredTo("file", 1);
    deliveredTo("s3", 1000);

    assertThat(new UsedFolders(database).of("s3", "videos").isUsed()).isTrue();
    assertThat(new UsedFolders(database).of("file", "/srv/videos").isUsed()).isFalse();
  }

  @Test
  void filesOfBeforeThatAreRemovedTellNothing() {
    deliveredTo("file", 1);
    database.write(db -> db.sql("update job set removed_at = 1").update());

    assertThat(new UsedFolders(database).of("file", "/srv/videos").isUsed()).isFalse();
  }

  /** That many jobs, each of which ended later than those before it. */
  private void deliveredTo(String sink, int jobs) {
    database.write(
        db ->
            db.sql(
                    """
                    insert into job (id, licence, request, state, due, fence, attempts, progress,
                      created_at, deadline, ended_at, files)
                    with recursive number (n) as (
                      select 1 union all select n + 1 from number where n < :jobs)
                    select 'video_' || :sink || n, 'ann', '{}', 'delivered', 0, 1, 0, 100, 0, 0,
                      n + (select count(*) from job), :files
                    from number
                    """)
                .param("jobs", jobs)
                .param("sink", sink)
                .param("files", "[{\"sink\":\"%s\",\"key\":\"2026/video_1.mp4\"}]".formatted(sink))
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
