package dev.reelway.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

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
      return steps(explained(store, sql).params(params));
    }
  }

  /** The plan of a page of videos. */
  static List<String> of(Path folder, VideoList page) throws IOException {
    try (var store = TestDatabase.sqlite(folder)) {
      var sql = page.query(store.database().reader());
      return steps(explained(store, sql).params(page.params()));
    }
  }

  private static JdbcClient.StatementSpec explained(TestDatabase store, String sql) {
    return store.database().reader().sql("explain query plan " + sql);
  }

  private static List<String> steps(JdbcClient.StatementSpec statement) {
    return statement.query((step, number) -> step.getString("detail")).list();
  }
}
