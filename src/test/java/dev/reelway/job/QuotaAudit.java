package dev.reelway.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.quota.Reservation;
import dev.reelway.quota.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Compares what licences have used, as the ledger has it, with the sum of what their jobs say: what
 * open ones have reserved, and what ended ones have used. Written down without a look at how the
 * product settles.
 */
public final class QuotaAudit {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** After these nothing was paid, unless there are charges. */
  private static final Set<String> UNPAID =
      Set.of("failed", "refused", "source_lost", "wait_expired");

  /** These come only after the order was sent. */
  private static final Set<String> SENT =
      Set.of("submit_unknown", "unusable_answer", "fetch_failed", "record_unreadable");

  private static final String JOBS =
      """
      select licence, reserved, state, failure_code, seconds, cost, charges, done_at, task, intent_at
      from job where reserved is not null
      """;

  private static final String ROWS = "select licence, period, jobs, seconds, money from quota";

  private QuotaAudit() {}

  /**
   * The periods whose row differs from their jobs; none if all is well. Nothing may change
   * meanwhile, and all costs must be in one currency.
   */
  public static List<String> differences(JdbcClient ledger) {
    var expected = expected(ledger);
    var found = found(ledger);
    var periods = new TreeSet<>(expected.keySet());
    periods.addAll(found.keySet());
    return periods.stream()
        .filter(one -> !used(found, one).equals(used(expected, one)))
        .map(one -> "%s: %s; its jobs: %s".formatted(one, used(found, one), used(expected, one)))
        .toList();
  }

  /** The same of a connection. */
  public static List<String> differences(Connection ledger) {
    return differences(JdbcClient.create(new SingleConnectionDataSource(ledger, true)));
  }

  private static Usage used(Map<String, Usage> by, String period) {
    return Objects.requireNonNullElse(by.get(period), Usage.NONE);
  }

  private static Map<String, Usage> found(JdbcClient ledger) {
    var all = new TreeMap<String, Usage>();
    ledger
        .sql(ROWS)
        .query(
            row -> {
              var used = new Usage(row.getLong(3), row.getLong(4), row.getLong(5));
              all.put(row.getString(1) + " " + row.getString(2), used);
            });
    return all;
  }

  private static Map<String, Usage> expected(JdbcClient ledger) {
    var all = new TreeMap<String, Usage>();
    RowCallbackHandler adding = row -> add(all, row);
    ledger.sql(JOBS).query(adding);
    return all;
  }

  private static void add(Map<String, Usage> all, ResultSet row) throws SQLException {
    var reserved = json(row.getString("reserved"));
    boolean hasEnded = Set.of("delivered", "failed").contains(row.getString("state"));
    var open = hasEnded ? Usage.NONE : new Usage(1, 0, 0);
    var used = used(row, reserved);
    for (var period : reserved.path("periods")) {
      all.merge(
          row.getString("licence") + " " + period.asText(),
          period.asText().equals(Reservation.NOW) ? open : used,
          Usage::plus);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Usage used(ResultSet row, JsonNode reserved) throws SQLException {
    long cost = row.getLong("cost");
    long money = row.wasNull() ? reserved.path("money").asLong() : cost;
    return switch (row.getString("state")) {
      case "delivered" -> new Usage(1, row.getLong("seconds"), money);
      case "failed" -> {
        boolean isBilled = row.getString("charges") != null;
        var whole = new Usage(1, reserved.path("seconds").asLong(), money);
        yield mayBePaid(row) ? whole : isBilled ? new Usage(1, 0, money) : Usage.NONE;
      }
      default -> new Usage(1, reserved.path("seconds").asLong(), reserved.path("money").asLong());
    };
  }

  /** Nobody bills an order that was not sent, whatever became of it. */
  private static boolean mayBePaid(ResultSet row) throws SQLException {
    return row.getString("done_at") != null
        || isSent(row) && !UNPAID.contains(row.getString("failure_code"));
  }

  private static boolean isSent(ResultSet row) throws SQLException {
    return row.getString("task") != null
        || row.getString("intent_at") != null
        || SENT.contains(row.getString("failure_code"));
  }
}
