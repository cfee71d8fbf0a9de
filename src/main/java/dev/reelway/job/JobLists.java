package dev.reelway.job;

import dev.reelway.database.Database;
import dev.reelway.job.JobListQuery.Selection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Lists jobs of all licences for operators: open ones by age, the oldest first, and failed ones,
 * those first that failed last. Each is one range of an index that has the filters too.
 */
public final class JobLists {

  private static final String SELECT =
      "select %s, wait_queue, upstream as place from job".formatted(JobRow.COLUMNS);

  private static final String OPEN = "state in " + JobRow.OPEN;

  private static final String FAILED = "state = 'failed' and deleted_at is null";

  static final String OLDEST =
      "select created_at from job where " + OPEN + " order by created_at, id limit 1";

  private final Database database;

  JobLists(Database database) {
    this.database = database;
  }

  /** The job of this id, of any licence, unless it is deleted. */
  public Optional<ListedJob> find(String id) {
    return database
        .reader()
        .sql(SELECT + " where id = ? and deleted_at is null")
        .param(id)
        .query(JobLists::read)
        .optional();
  }

  /** When the oldest open job was accepted; empty if there is none. */
  public Optional<Instant> oldestOpen() {
    return database.reader().sql(OLDEST).query(Long.class).optional().map(Instant::ofEpochMilli);
  }

  /** One page; the page after a job that does not exist is empty. */
  public List<ListedJob> page(JobListQuery query) {
    var from = query.after() == null ? null : time(query, query.after());
    return query.after() != null && from == null
        ? List.of()
        : new Statement(query, from, database.shared() ? "" : "+").query(database.reader());
  }

  /** When a job was accepted, or ended, by which the list is ordered. */
  private @Nullable Long time(JobListQuery query, String id) {
    var column = query.selection() == Selection.FAILED ? "ended_at" : "created_at";
    return database
        .reader()
        .sql("select %s from job where id = ? and %s is not null".formatted(column, column))
        .param(id)
        .query(Long.class)
        .optional()
        .orElse(null);
  }

  /** The statement of a page, with its parameters in their order. */
  static final class Statement {

    private final StringBuilder sql = new StringBuilder(SELECT);
    private final List<Object> params = new ArrayList<>();
    private final String unindexed;

    /**
     * @param from the time of the last job of the page before, or null
     * @param unindexed a sign before the columns of filters that keeps SQLite, which counts no
     *     rows, from reading and sorting all jobs of one filter
     */
    Statement(JobListQuery query, @Nullable Long from, String unindexed) {
      this.unindexed = unindexed;
      boolean failed = query.selection() == Selection.FAILED;
      sql.append(" where ").append(failed ? FAILED : OPEN);
      if (!failed && query.selection() != Selection.OPEN) {
        and(unindexed + "state = ?", query.selection().name().toLowerCase(Locale.ROOT));
      }
      range(query, from, failed);
      filter("licence", query.licence());
      filter("upstream", query.upstream());
      filter("ordered_model", query.model());
      var order = failed ? "ended_at desc, id desc" : "created_at, id";
      sql.append(" order by ").append(order).append(" limit ?");
      params.add(query.limit());
    }

    /** A job that was accepted after a time has ended after it too. */
    private void range(JobListQuery query, @Nullable Long from, boolean failed) {
      if (from != null && query.after() != null) {
        and(failed ? "(ended_at, id) < (?, ?)" : "(created_at, id) > (?, ?)", from);
        params.add(query.after());
      }
      if (query.createdAfter() != null) {
        long created = query.createdAfter().toEpochMilli();
        and("created_at >= ?", created);
        if (failed) {
          and("ended_at >= ?", created);
        }
      }
    }

    private void filter(String column, @Nullable String value) {
      if (value != null) {
        and(unindexed + column + " = ?", value);
      }
    }

    private void and(String condition, Object param) {
      sql.append(" and ").append(condition);
      params.add(param);
    }

    String sql() {
      return sql.toString();
    }

    List<Object> params() {
      return params;
    }

    private List<ListedJob> query(JdbcClient db) {
      return db.sql(sql()).params(params).query(JobLists::read).list();
    }
  }

  private static ListedJob read(ResultSet row, int number) throws SQLException {
    return new ListedJob(
        JobRow.read(row, number), row.getString("place"), row.getString("wait_queue") != null);
  }
}
