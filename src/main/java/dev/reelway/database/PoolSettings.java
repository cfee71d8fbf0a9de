package dev.reelway.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;
import dev.reelway.setup.ConfigurationRefused;
import dev.reelway.setup.SettingsChecks;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/**
 * The settings of HikariCP's pools, {@code spring.datasource.hikari.*}. Keys that HikariCP does not
 * know, and values that it would replace by others, are refused.
 */
final class PoolSettings {

  static final String SQLITE = "jdbc:sqlite:";

  private static final String PREFIX = "spring.datasource.hikari";

  /** What has a key of its own, by the key that is refused. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "jdbc-url", "spring.datasource.url",
          "data-source-class-name", "spring.datasource.url",
          "data-source-j-n-d-i", "spring.datasource.url",
          "driver-class-name", "spring.datasource.driver-class-name");

  /** Java objects, which no text can describe. */
  private static final List<String> OBJECTS =
      List.of(
          "credentials",
          "data-source",
          "exception-override",
          "health-check-registry",
          "metric-registry",
          "metrics-tracker-factory",
          "scheduled-executor",
          "thread-factory");

  private static final List<String> ISOLATIONS =
      List.of(
          "TRANSACTION_READ_UNCOMMITTED",
          "TRANSACTION_READ_COMMITTED",
          "TRANSACTION_REPEATABLE_READ",
          "TRANSACTION_SERIALIZABLE");

  /** What the driver of SQLite ignores. */
  private static final List<String> NOT_OF_SQLITE = List.of("catalog", "schema");

  /**
   * What the driver of PostgreSQL does unless the URL or the operator says otherwise. A server that
   * vanishes closes no connection: without a timeout a call to it waits for many minutes. Texts are
   * sent without a type, as values that are missing are: a statement would otherwise be parsed and
   * planned anew whenever a text is missing that was there the last time, or the other way round.
   */
  private static final Map<String, String> SERVER =
      Map.of(
          "connectTimeout", "3",
          "socketTimeout", "60",
          "tcpKeepAlive", "true",
          "stringtype", "unspecified");

  private final DataSourceProperties properties;
  private final Binder binder;

  PoolSettings(DataSourceProperties properties, Environment environment) {
    this.properties = properties;
    this.binder = Binder.get(environment);
  }

  /** SQLite has one writer: no number of connections holds for it, and no time to be idle. */
  HikariDataSource sqliteWriter() {
    var pool = pool("ledger-writer", "-writer");
    pool.setMinimumIdle(1);
    pool.setMaximumPoolSize(1);
    pool.setIdleTimeout(0);
    return openFile(pool);
  }

  /** A reader of SQLite computes, and waits for nobody: more than a few only stand in line. */
  HikariDataSource sqliteReaders() {
    var pool = pool("ledger-readers", "-readers");
    int most = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    pool.setMaximumPoolSize(Math.min(pool.getMaximumPoolSize(), most));
    if (pool.getMinimumIdle() > pool.getMaximumPoolSize()) {
      pool.setMinimumIdle(pool.getMaximumPoolSize());
    }
    return openFile(pool);
  }

  HikariDataSource postgresWriters(Sessions sessions) {
    var pool = pool("ledger-writers", "-writers");
    return open(
        pool, new PrimaryConnections(server(pool), true, sessions::refused, sessions::opened));
  }

  HikariDataSource postgresReaders() {
    var pool = pool("ledger-readers", "-readers");
    return open(pool, new PrimaryConnections(server(pool), false, refused -> {}, () -> {}));
  }

  private static HikariDataSource openFile(HikariConfig pool) {
    pool.setDataSource(new PreparedStatements(driver(pool)));
    return new HikariDataSource(pool);
  }

  private static DataSource server(HikariConfig pool) {
    PostgresUrl.check(pool.getJdbcUrl(), pool.getDataSourceProperties());
    SERVER.forEach(pool.getDataSourceProperties()::putIfAbsent);
    return driver(pool);
  }

  private static DataSource driver(HikariConfig pool) {
    return new DriverDataSource(
        pool.getJdbcUrl(),
        pool.getDriverClassName(),
        pool.getDataSourceProperties(),
        pool.getUsername(),
        pool.getPassword());
  }

  private static HikariDataSource open(HikariConfig pool, PrimaryConnections connections) {
    pool.setDataSource(connections);
    pool.setExceptionOverride(new ReadOnlyEviction(pool.getExceptionOverride()));
    return new HikariDataSource(pool);
  }

  /**
   * A pool's settings, the URL and the user among them.
   *
   * @param name the pool's name, unless one is set
   * @param suffix follows a name that is set
   */
  private HikariConfig pool(String name, String suffix) {
    ELSEWHERE.forEach(this::refuse);
    OBJECTS.forEach(key -> refuse(key, "must not be set: it is an object of a program."));
    if (isSqlite()) {
      NOT_OF_SQLITE.forEach(key -> refuse(key, "must not be set: SQLite has none."));
    }
    new PoolChecks(binder, PREFIX).check();
    var pool = bound();
    check(pool);
    pool.setJdbcUrl(properties.determineUrl());
    pool.setDriverClassName(properties.determineDriverClassName());
    pool.setPoolName(pool.getPoolName() == null ? name : pool.getPoolName() + suffix);
    return pool;
  }

  private static void check(HikariConfig pool) {
    var isolation = pool.getTransactionIsolation();
    SettingsChecks.check(
        isolation == null || ISOLATIONS.contains(isolation),
        PREFIX + ".transaction-isolation",
        "must be one of " + String.join(", ", ISOLATIONS) + ".");
    SettingsChecks.check(
        !pool.isReadOnly(), PREFIX + ".read-only", "must not be true: Reelway writes.");
  }

  boolean isSqlite() {
    return properties.determineUrl().startsWith(SQLITE);
  }

  private HikariConfig bound() {
    var pool = new HikariConfig();
    pool.setUsername(properties.determineUsername());
    pool.setPassword(properties.determinePassword());
    return binder
        .bind(
            PREFIX,
            Bindable.ofInstance(pool),
            new NoUnboundElementsBindHandler(
                BindHandler.DEFAULT, new UnboundElementsSourceFilter()))
        .orElse(pool);
  }

  private void refuse(String key, String other) {
    var sentence = other.startsWith("spring.") ? "must not be set: set " + other + "." : other;
    if (binder.bind(PREFIX + "." + key, Object.class).isBound()) {
      throw new ConfigurationRefused(PREFIX + "." + key, sentence);
    }
  }
}
