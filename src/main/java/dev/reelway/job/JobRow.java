package dev.reelway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.reelway.job.State.Delivered;
import dev.reelway.job.State.Failed;
import dev.reelway.job.State.Failure;
import dev.reelway.job.State.Queued;
import dev.reelway.job.State.Rendered;
import dev.reelway.job.State.Rendering;
import dev.reelway.job.State.Submitting;
import dev.reelway.order.Order;
import dev.reelway.sink.Asset;
import dev.reelway.upstream.Placement;
import dev.reelway.upstream.Target;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A job as a row of the ledger, there and back. */
final class JobRow {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final ObjectReader ORDER = JSON.readerFor(Order.class);
  private static final ObjectReader LINKS = JSON.readerForListOf(String.class);

  /** Rows from before there were pictures hold one film, not in a list. */
  private static final ObjectReader FILES =
      JSON.readerForListOf(Asset.class).with(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);

  private static final ObjectWriter WRITER = JSON.writer();

  private JobRow() {}

  static Job read(ResultSet row, int number) throws SQLException {
    return new Job(
        row.getString("id"),
        row.getString("licence"),
        line(row),
        json(ORDER, row.getString("wish")),
        sent(row),
        state(row),
        row.getInt("attempts"),
        Instant.ofEpochMilli(row.getLong("due")),
        row.getLong("fence"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("deadline")),
        instant(row, "ended_at"));
  }

  private static @Nullable BatchLine line(ResultSet row) throws SQLException {
    var batch = row.getString("batch");
    return batch == null ? null : new BatchLine(batch, row.getInt("line"));
  }

  private static @Nullable Order sent(ResultSet row) throws SQLException {
    var sent = row.getString("sent");
    return sent == null ? null : json(ORDER, sent);
  }

  private static State state(ResultSet row) throws SQLException {
    return switch (State.Name.read(row.getString("state"))) {
      case QUEUED -> new Queued();
      case SUBMITTING -> new Submitting(target(row), true);
      case RENDERING -> new Rendering(placement(row), row.getInt("progress"));
      case RENDERED -> new Rendered(placement(row), json(LINKS, row.getString("links")));
      case DELIVERED -> new Delivered(placement(row), json(FILES, row.getString("files")));
      case FAILED ->
          new Failed(
              row.getString("task") == null ? null : placement(row),
              new Failure(row.getString("failure_code"), row.getString("failure")));
    };
  }

  private static Placement placement(ResultSet row) throws SQLException {
    return new Placement(target(row), row.getString("task"), instant(row, "submitted_at"));
  }

  private static Target target(ResultSet row) throws SQLException {
    return new Target(
        row.getString("upstream"), row.getString("credential"), row.getString("model"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  static @Nullable Target target(State state) {
    if (state instanceof Submitting(var at, var unsure)) {
      return at;
    }
    var placement = state.placement();
    return placement == null ? null : placement.target();
  }

  static String json(Object value) {
    try {
      return WRITER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T json(ObjectReader reader, String text) {
    try {
      return reader.readValue(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
