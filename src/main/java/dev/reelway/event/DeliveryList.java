package dev.reelway.event;

import dev.reelway.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists the deliveries to webhooks of all licences for operators, those of the newest events first.
 */
public final class DeliveryList {

  private static final String SELECT =
      "select "
          + EventDeliveryRow.EVENT
          + """
          , l.receiver, l.url, l.state, l.attempts, l.due, l.log
          from event_delivery l join event e on e.id = l.event
          where l.url is not null
          """;

  private final Database database;

  DeliveryList(Database database) {
    this.database = database;
  }

  /** What became of a delivery. */
  public enum State {
    PENDING("l.due is not null"),
    DELIVERED("l.state = 'delivered'"),
    GIVEN_UP("l.due is null and l.state <> 'delivered'");

    private final String condition;

    State(String condition) {
      this.condition = condition;
    }

    static State of(boolean isDue, String inLedger) {
      return isDue ? PENDING : inLedger.equals("delivered") ? DELIVERED : GIVEN_UP;
    }
  }

  /**
   * The delivery of an event to one receiver.
   *
   * @param receiver the receiver among those of the event
   * @param attempts the number of attempts since it was created or replayed
   * @param last the last attempt, or null
   * @param next when the next attempt is due, or the one under way ends at the latest; null if none
   *     follows
   */
  public record Row(
      Event event,
      String receiver,
      String url,
      State state,
      int attempts,
      @Nullable DeliveryAttempt last,
      @Nullable Instant next) {}

  /**
   * Which deliveries are asked for. What is null does not matter.
   *
   * @param afterEvent the event of the last delivery of the page before, or null for the first page
   * @param afterReceiver its receiver
   */
  public record Query(
      @Nullable State state,
      @Nullable String licence,
      @Nullable String afterEvent,
      String afterReceiver,
      int limit) {}

  /** One page. */
  public List<Row> page(Query query) {
    var params = new ArrayList<Object>();
    var sql = sql(query, params);
    return database.reader().sql(sql).params(params).query(DeliveryList::read).list();
  }

  /**
   * The events of a licence are read in the order of the index that has them; those of all licences
   * in the order of their deliveries.
   */
  static String sql(Query query, List<Object> params) {
    var sql = new StringBuilder(SELECT);
    var event = query.licence() == null ? "l.event" : "e.id";
    if (query.state() != null) {
      sql.append(" and ").append(query.state().condition);
    }
    if (query.licence() != null) {
      sql.append(" and e.licence = ?");
      params.add(query.licence());
    }
    if (query.afterEvent() != null) {
      sql.append(" and %1$s <= ? and (%1$s, l.receiver) < (?, ?)".formatted(event));
      params.addAll(List.of(query.afterEvent(), query.afterEvent(), query.afterReceiver()));
    }
    params.add(query.limit());
    return sql.append(" order by %s desc, l.receiver desc limit ?".formatted(event)).toString();
  }

  /** All deliveries of one event to webhooks. */
  public List<Row> of(String event) {
    return database
        .reader()
        .sql(SELECT + " and e.id = ? order by l.receiver desc")
        .param(event)
        .query(DeliveryList::read)
        .list();
  }

  private static Row read(ResultSet row, int number) throws SQLException {
    long due = row.getLong("due");
    boolean isDue = !row.wasNull();
    var attempts = EventDeliveryRow.log(row.getString("log"));
    return new Row(
        EventDeliveryRow.event(row, number),
        row.getString("receiver"),
        row.getString("url"),
        State.of(isDue, row.getString("state")),
        row.getInt("attempts"),
        attempts.isEmpty() ? null : attempts.getLast(),
        isDue ? Instant.ofEpochMilli(due) : null);
  }
}
