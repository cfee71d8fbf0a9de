package dev.reelway.job;

import com.zaxxer.hikari.HikariDataSource;
import dev.reelway.database.Database;
import dev.reelway.database.SqliteSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** An empty database with the ledger's tables in it, for one test. */
public final class TestDatabase implements AutoCloseable {

  /** The lock of tests that use the one PostgreSQL. */
  public static final String POSTGRES = "postgres";

  private final Database database;
  private final Runnable closing;

  private TestDatabase(Database database, Runnable closing) {
    this.database = database;
    this.closing = closing;
  }

  /** A SQLite file, opened as the product opens it; a copy of one that was migrated before. */
  public static TestDatabase sqlite(Path folder) throws IOException {
    var url = configuredUrl().replace("${reelway.home}", folder.toString());
    var ledger = folder.resolve("ledger.db");
    if (Files.notExists(ledger)) {
      Files.copy(Template.MIGRATED.file, ledger);
    }
    var writing = sqlitePool(url, 1);
    var reading = sqlitePool(url, 2);
    return new TestDatabase(
        new Database(writing, reading, false),
        () -> {
          reading.close();
          writing.close();
        });
  }

  /** A SQLite database in memory, on one connection; a copy of one that was migrated before. */
  public static TestDatabase memory() {
    var source = oneInMemory();
    new JdbcTemplate(source).execute("restore from '%s'".formatted(Template.MIGRATED.file));
    return new TestDatabase(new Database(source, source, false), source::destroy);
  }

  /** The one connection of an empty SQLite database in memory. */
  static SingleConnectionDataSource oneInMemory() {
    try {
      var connection = SqliteSource.of("jdbc:sqlite::memory:").getConnection();
      return new SingleConnectionDataSource(connection, true);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A PostgreSQL of our own, emptied; where its binaries do not start, the test is skipped. */
  public static TestDatabase postgres() {
    var server = Server.STARTED;
    Assumptions.assumeTrue(server.pool != null, () -> "PostgreSQL does not start: " + server.why);
    var pool = Objects.requireNonNull(server.pool);
    var database = new Database(pool, pool, true);
    database.write(
        db ->
            db.sql(
                    "truncate job, batch, api_batch, refusal, media, file, secret, event,"
                        + " event_delivery, disabled_webhook, webhook_endpoint, removal,"
                        + " upstream_bound, request_key, batch_count, receiver_pause, heartbeat,"
                        + " pause, node, job_metadata, licence, licence_key, quota, sink_folder")
                .update());
    return new TestDatabase(database, () -> {});
  }

  /** Where that PostgreSQL is, emptied, for services that share it. */
  public static String postgresUrl() {
    postgres().close();
    return Objects.requireNonNull(Server.STARTED.pool).getJdbcUrl();
  }

  public Database database() {
    return database;
  }

  @Override
  public void close() {
    closing.run();
  }

  private static String configuredUrl() throws IOException {
    var settings = new ClassPathResource("application.yaml");
    var all = new YamlPropertySourceLoader().load("settings", settings).getFirst();
    return Objects.requireNonNull(all.getProperty("spring.datasource.url")).toString();
  }

  private static HikariDataSource sqlitePool(String url, int size) {
    var pool = new HikariDataSource();
    pool.setDataSource(SqliteSource.of(url));
    pool.setMaximumPoolSize(size);
    return pool;
  }

  private static HikariDataSource pool(String url, int size) {
    var pool = new HikariDataSource();
    pool.setJdbcUrl(url);
    pool.setMaximumPoolSize(size);
    if (url.startsWith("jdbc:postgresql:")) {
      pool.addDataSourceProperty("stringtype", "unspecified"); // as the product's own
    }
    return pool;
  }

  private static HikariDataSource migrated(HikariDataSource pool) {
    Flyway.configure().dataSource(pool).load().migrate();
    return pool;
  }

  /** A SQLite file with the ledger's tables, made once; it goes with this process. */
  private enum Template {
    MIGRATED;

    private final Path file;

    Template() {
      try {
        file = Files.createTempFile("ledger", ".db");
        file.toFile().deleteOnExit();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      migrated(pool("jdbc:sqlite:" + file, 1)).close();
    }
  }

  /** Started with the first test that asks for it; it ends with this process. */
  private enum Server {
    STARTED;

    private final @Nullable HikariDataSource pool;
    private final String why;

    Server() {
      String url = null;
      String failure = "";
      try {
        url = EmbeddedPostgres.start().getJdbcUrl("postgres", "postgres");
      } catch (IOException | RuntimeException e) {
        failure = e.toString();
      }
      this.pool = url == null ? null : migrated(TestDatabase.pool(url, 16));
      this.why = failure;
    }
  }
}
