package dev.reelway.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.reelway.event.WebhookEndpoint.EarlierSecret;
import dev.reelway.event.WebhookEndpoint.SecretVersion;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The columns that say which earlier signing secrets of a webhook endpoint sign too: {@code
 * previous_until} is about the one before the current one, as earlier versions of the service read
 * it, and {@code earlier_until} about those before that.
 */
final class EarlierSecretsColumns {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.events");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectReader ENDS = JSON.readerForMapOf(Long.class);

  private EarlierSecretsColumns() {}

  static List<EarlierSecret> read(ResultSet row) throws SQLException {
    long previous = row.getLong("secret_version") - 1;
    var earlier = new ArrayList<EarlierSecret>();
    long previousUntil = row.getLong("previous_until");
    if (!row.wasNull()) {
      earlier.add(new EarlierSecret(previous, Instant.ofEpochMilli(previousUntil)));
      older(row).stream().filter(one -> one.number() < previous).forEach(earlier::add);
    }
    return earlier;
  }

  /** The newest first. What cannot be read is none: it must not keep a job from ending. */
  private static List<EarlierSecret> older(ResultSet row) throws SQLException {
    var json = row.getString("earlier_until");
    try {
      return json == null ? List.of() : older(ENDS.<Map<String, Long>>readValue(json));
    } catch (JsonProcessingException | RuntimeException broken) {
      LOG.warn(
          "The earlier secrets of webhook endpoint {} cannot be read and sign nothing: {}",
          row.getString("id"),
          broken.getMessage());
      return List.of();
    }
  }

  private static List<EarlierSecret> older(Map<String, Long> ends) {
    return ends.entrySet().stream()
        .map(one -> new EarlierSecret(Long.parseLong(one.getKey()), end(one.getValue())))
        .sorted(Comparator.comparing(EarlierSecret::number).reversed())
        .toList();
  }

  private static Instant end(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  static @Nullable Instant previousUntil(SecretVersion secret) {
    return secret.earlier().isEmpty() ? null : secret.earlier().getFirst().until();
  }

  static @Nullable String earlierUntil(SecretVersion secret) {
    var ends = new TreeMap<String, Long>();
    secret.earlier().stream()
        .skip(1)
        .forEach(one -> ends.put(String.valueOf(one.number()), one.until().toEpochMilli()));
    try {
      return ends.isEmpty() ? null : JSON.writeValueAsString(ends);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
