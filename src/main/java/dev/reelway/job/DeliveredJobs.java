package dev.reelway.job;

import dev.reelway.database.Database;
import dev.reelway.sink.DeliveredFiles;

/** Finds out from the jobs which sinks hold files. */
final class DeliveredJobs implements DeliveredFiles {

  private final Database database;

  DeliveredJobs(Database database) {
    this.database = database;
  }

  @Override
  public boolean isAny(String sink) {
    return database
        .reader()
        .sql("select 1 from job where files like ? limit 1")
        .param("%\"sink\":\"" + sink + "\"%")
        .query(Integer.class)
        .optional()
        .isPresent();
  }
}
