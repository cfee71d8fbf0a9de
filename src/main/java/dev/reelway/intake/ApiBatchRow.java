package dev.reelway.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.cost.Amount;
import dev.reelway.intake.ApiBatch.Fault;
import dev.reelway.intake.ApiBatch.Progress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A batch that was created over HTTP as a row of the ledger, there and back. */
final class ApiBatchRow {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
  private static final TypeReference<List<Amount>> AMOUNTS = new TypeReference<>() {};
  private static final TypeReference<List<Fault>> FAULTS = new TypeReference<>() {};

  private ApiBatchRow() {}

  static ApiBatch read(ResultSet row, int number) throws SQLException {
    long keep = row.getLong("output_keep");
    var kept = row.wasNull() ? null : Duration.ofSeconds(keep);
    return new ApiBatch(
        row.getString("id"),
        row.getString("licence"),
        row.getString("input_file"),
        row.getString("input_sha256"),
        row.getString("endpoint"),
        row.getString("completion_window"),
        parsed(row.getString("metadata"), TEXTS),
        row.getString("link_base"),
        kept,
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("expires_at")),
        progress(row));
  }

  private static Progress progress(ResultSet row) throws SQLException {
    var faults = row.getString("errors");
    var costs = row.getString("costs");
    var until = time(row, "closed_at") == null ? "_yet" : "";
    return new Progress(
        time(row, "read_at"),
        time(row, "cancelled_at"),
        time(row, "closed_at"),
        faults == null ? List.of() : parsed(faults, FAULTS),
        row.getString("output_file"),
        row.getString("error_file"),
        row.getInt("total"),
        row.getInt("completed" + until),
        row.getInt("failed" + until),
        costs == null ? List.of() : parsed(costs, AMOUNTS));
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T parsed(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The ledger holds a batch that cannot be read", e);
    }
  }
}
