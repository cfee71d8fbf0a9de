package dev.reelway.stories;

import dev.reelway.sink.Video;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** Makes ledgers of earlier versions, with a job in every state. */
final class OldLedger {

  /** The names of the columns and tables before V14. */
  private static final Map<String, String> BEFORE_V14 =
      Map.of(
          "request, state", "wish, state",
          "wait_queue", "waits_for",
          "lookup_until", "sought_until",
          "event_delivery", "letter",
          "state, attempts, due, owner,\n", "state, tries, due, owner,\n",
          "due, attempts, owner", "due, tries, owner",
          "api_batch", "batch_call");

  private static final Pattern ORDER = Pattern.compile("@order\\((\\w+)\\)");

  private OldLedger() {}

  /** The versions from V13 to the one before the newest. */
  static List<String> versions() {
    var all = Flyway.configure().dataSource("jdbc:sqlite::memory:", null, null).load().info().all();
    return Arrays.stream(all)
        .map(one -> Objects.requireNonNull(one.getVersion()).getVersion())
        .filter(version -> Integer.parseInt(version) >= 13)
        .filter(version -> !version.equals(newest(all)))
        .toList();
  }

  private static String newest(MigrationInfo[] all) {
    return Objects.requireNonNull(all[all.length - 1].getVersion()).getVersion();
  }

  /** A new ledger of a version. */
  static void make(String url, String version, String hook) throws IOException, SQLException {
    Flyway.configure()
        .dataSource(url, null, null)
        .target(MigrationVersion.fromVersion(version))
        .load()
        .migrate();
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      for (var sql : rows(version, hook).split(";\n")) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
    }
  }

  private static String rows(String version, String hook) throws IOException {
    var rows = read();
    if (Integer.parseInt(version) < 14) {
      for (var name : BEFORE_V14.entrySet()) {
        rows = rows.replace(name.getKey(), name.getValue());
      }
    }
    var now = Instant.now();
    return ORDER
        .matcher(rows)
        .replaceAll(order -> order(order.group(1)))
        .replace("@past", millis(now.minus(Duration.ofMinutes(10))))
        .replace("@now", millis(now))
        .replace("@later", millis(now.plus(Duration.ofMinutes(50))))
        .replace("@bytes", Integer.toString(Video.SMALL.length))
        .replace("@sha256", sha256())
        .replace("@hook", hook);
  }

  private static String read() throws IOException {
    try (var file = OldLedger.class.getResourceAsStream("/upgrade/ledger.sql")) {
      var all = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      return all.replaceAll("(?m)^--.*$", "");
    }
  }

  private static String order(String prompt) {
    return """
    '{"kind":"video","model":"old","base":"old","prompt":"%s","size":"1280x720","seconds":10,\
    "hd":false,"pro":false,"watermark":false,"remix_of":null,"references":[]}'\
    """
        .formatted(prompt);
  }

  private static String millis(Instant time) {
    return Long.toString(time.toEpochMilli());
  }

  private static String sha256() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Video.SMALL));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
