package dev.reelway.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.reelway.database.Database;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Maps deliveries to and from rows of the ledger. */
final class EventDeliveryRow {

  /** What {@link #event} reads. */
  static final String EVENT = "e.id, e.type, e.licence, e.job, e.created_at, e.trace";

  static final String SELECT =
      "select "
          + EVENT
          + """
          , l.receiver, l.target, l.url, l.state, l.attempts, l.due, l.fence, l.log
          from event e join event_delivery l on l.event = e.id
          """;

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final ObjectReader LOG = JSON.readerForListOf(DeliveryAttempt.class);

  private EventDeliveryRow() {}

  static Event event(ResultSet row, int number) throws SQLException {
    return new Event(
        row.getString("id"),
        row.getString("type"),
        row.getString("licence"),
        row.getString("job"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        row.getString("trace"));
  }

  /** Selects as many deliveries by their keys. A list of keys behind {@code in} is a scan. */
  static String select(int count) {
    return "with picked (event, receiver) as (values %s)\n"
            .formatted(String.join(", ", Collections.nCopies(count, "(?, ?)")))
        + SELECT
        + "join picked p on p.event = l.event and p.receiver = l.receiver";
  }

  /** The deliveries with these keys, in the order of the keys. */
  static List<EventDelivery> find(JdbcClient db, List<List<String>> keys) {
    var found = new HashMap<List<String>, EventDelivery>();
    db.sql(select(keys.size()))
        .params(keys.stream().flatMap(List::stream).toList())
        .query(EventDeliveryRow::read)
        .list()
        .forEach(one -> found.put(List.of(one.event().id(), one.receiver().name()), one));
    return keys.stream().map(key -> Objects.requireNonNull(found.get(key))).toList();
  }

  static EventDelivery read(ResultSet row, int number) throws SQLException {
    var due = due(row);
    return new EventDelivery(
        event(row, number),
        new Receiver(row.getString("receiver")),
        row.getString("target"),
        row.getString("url"),
        EventDelivery.DeliveryStatus.read(row.getString("state"), due != null),
        row.getInt("attempts"),
        due,
        row.getLong("fence"),
        log(row.getString("log")));
  }

  private static @Nullable Instant due(ResultSet row) throws SQLException {
    long millis = row.getLong("due");
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  /**
   * The latest attempts. A log that cannot be read is none: it must not keep this delivery, nor
   * those that are claimed with it, from being sent.
   */
  static List<DeliveryAttempt> log(String json) {
    try {
      return List.copyOf(LOG.<List<DeliveryAttempt>>readValue(json));
    } catch (JsonProcessingException | RuntimeException unreadable) {
      return List.of();
    }
  }

  static @Nullable String log(List<DeliveryAttempt> attempts) {
    try {
      return Database.text(JSON.writeValueAsString(attempts));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : Long.valueOf(time.toEpochMilli());
  }
}
