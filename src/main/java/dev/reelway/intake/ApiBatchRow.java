package dev.reelway.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.cost.Amount;
import dev.reelway.database.Database;
import dev.reelway.intake.ApiBatch.Fault;
import dev.reelway.intake.ApiBatch.Progress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A batch that was created over HTTP as a row of the ledger, there and back. */
final class ApiBatchRow {

  /** A newer version may have written more. */
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
  private static final TypeReference<Map<String, JsonNode>> VALUES = new TypeReference<>() {};
  private static final TypeReference<List<Amount>> AMOUNTS = new TypeReference<>() {};
  private static final TypeReference<List<Fault>> FAULTS = new TypeReference<>() {};

  private ApiBatchRow() {}

  /** Inserts a batch; answers 0 if it is there already. */
  static int insert(JdbcClient db, ApiBatch call) {
    insertBatch(db, call);
    return insertCall(db, call);
  }

  /** Its name is its id, so that it does not conflict with the name of a dropped file. */
  private static void insertBatch(JdbcClient db, ApiBatch call) {
    db.sql(
            """
            insert into batch (id, licence, source, name, created_at) values (?, ?, ?, ?, ?)
            on conflict do nothing
            """)
        .param(call.id())
        .param(call.licence())
        .param(call.inputFile())
        .param(call.id())
        .param(call.created().toEpochMilli())
        .update();
  }

  private static int insertCall(JdbcClient db, ApiBatch call) {
    var keep = call.outputKeep();
    return db.sql(
            """
            insert into api_batch (id, licence, input_file, input_sha256, input_name, endpoint,
                                    completion_window, metadata, defaults, link_base, output_keep,
                                    expires_at, reading_until)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
            on conflict do nothing
            """)
        .param(call.id())
        .param(call.licence())
        .param(call.inputFile())
        .param(call.inputSha256())
        .param(Database.text(call.inputName()))
        .param(call.endpoint())
        .param(call.completionWindow())
        .param(Database.text(json(call.metadata())))
        .param(call.defaults().isEmpty() ? null : Database.text(json(call.defaults())))
        .param(call.linkBase())
        .param(keep == null ? null : keep.toSeconds())
        .param(call.expires().toEpochMilli())
        .update();
  }

  static ApiBatch read(ResultSet row, int number) throws SQLException {
    long keep = row.getLong("output_keep");
    var kept = row.wasNull() ? null : Duration.ofSeconds(keep);
    var defaults = row.getString("defaults");
    return new ApiBatch(
        row.getString("id"),
        row.getString("licence"),
        row.getString("input_file"),
        row.getString("input_sha256"),
        Objects.requireNonNullElse(row.getString("input_name"), ""),
        row.getString("endpoint"),
        row.getString("completion_window"),
        parsed(row.getString("metadata"), TEXTS),
        defaults == null ? Map.of() : parsed(defaults, VALUES),
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
        time(row, "checked_at"),
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
