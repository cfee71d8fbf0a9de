package dev.reelway.sink;

import dev.reelway.database.Database;
import java.util.List;

/**
 * Keeps in the ledger which folders files were delivered to. Where no folder of a sink is in it, as
 * after an upgrade from a version that did not keep them, files in that sink tell the same: those
 * of callers, and those of the jobs that ended last.
 */
public final class UsedFolders {

  private static final String KNOWN = "select folder from sink_folder where sink = ?";

  /** Only the newest jobs: a ledger of years in another sink would be read for minutes. */
  private static final String FILES =
      """
      select 1 from media where sink = ?
      union all
      select 1 from (
        select files, state, removed_at, deleted_at from job
        where ended_at is not null order by ended_at desc limit 1000) newest
      where state = 'delivered' and removed_at is null and deleted_at is null and files like ?
      limit 1
      """;

  private final Database database;

  UsedFolders(Database database) {
    this.database = database;
  }

  /**
   * A folder of the sink of this name.
   *
   * @param folder where it is; another place is another folder, which nothing was delivered to yet
   */
  public UsedFolder of(String sink, String folder) {
    return new StoredFolder(sink, folder);
  }

  private final class StoredFolder implements UsedFolder {

    private final String sink;
    private final String folder;

    /** Nothing takes it back, so that the ledger is told once. */
    private volatile boolean isUsed;

    StoredFolder(String sink, String folder) {
      this.sink = sink;
      this.folder = folder;
    }

    @Override
    public boolean isUsed() {
      if (isUsed) {
        return true;
      }
      var known = database.reader().sql(KNOWN).param(sink).query(String.class).list();
      return known.isEmpty() ? hasFiles() : known.contains(folder);
    }

    private boolean hasFiles() {
      var named = "%\"sink\":\"" + sink + "\"%";
      return database
          .reader()
          .sql(FILES)
          .params(sink, named)
          .query(Integer.class)
          .optional()
          .isPresent();
    }

    @Override
    public void use() {
      if (!isUsed) {
        database.write(
            db ->
                db.sql(
                        "insert into sink_folder (sink, folder) values (?, ?) on conflict do"
                            + " nothing")
                    .params(sink, folder)
                    .update());
        isUsed = true;
      }
    }

    @Override
    public List<String> others() {
      return database
          .reader()
          .sql("select folder from sink_folder where sink = ? and folder <> ? order by folder")
          .params(sink, folder)
          .query(String.class)
          .list();
    }
  }
}
