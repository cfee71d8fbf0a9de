package dev.reelway.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL of the row's own that commits as it does in earnest. */
final class Postgres implements AutoCloseable {

  /** What the one for tests switches off. */
  private static final Map<String, String> DURABLE =
      Map.of("fsync", "on", "full_page_writes", "on", "synchronous_commit", "on");

  private final EmbeddedPostgres server;
  private final AtomicInteger databases = new AtomicInteger();

  private Postgres(EmbeddedPostgres server) {
    this.server = server;
  }

  static Postgres start(Place place) throws IOException {
    var builder = EmbeddedPostgres.builder().setDataDirectory(place.home("postgres"));
    DURABLE.forEach(builder::setServerConfig);
    return place.closing(new Postgres(builder.start()));
  }

  /** The JDBC URL of a new, empty database. */
  String database() throws SQLException {
    var name = "bench" + databases.incrementAndGet();
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      for (var setting : DURABLE.keySet()) {
        try (var shown = statement.executeQuery("show " + setting)) {
          shown.next();
          if (!shown.getString(1).equals("on")) {
            throw new SQLException(setting + " is off");
          }
        }
      }
      statement.execute("create database " + name);
    }
    return server.getJdbcUrl("postgres", name);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
