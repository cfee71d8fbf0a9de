package dev.reelway.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How SQLite finds the rows of a statement, in a ledger without any. */
public final class QueryPlan {

  private QueryPlan() {}

  /**
   * The steps of the plan.
   *
   * @param folder where the ledger lies
   */
  public static List<String> of(Path folder, String sql, List<Object> params) throws IOException {
    try (var store = TestDatabase.sqlite(folder)) {
      return store
          .database()
          .reader()
          .sql("explain query plan " + sql)
          .params(params)
          .query((step, number) -> step.getString("detail"))
          .list();
    }
  }
}
