package dev.reelway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.reelway.job.TestDatabase;
import dev.reelway.setup.ConfigurationFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGProperty;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.mock.env.MockEnvironment;

class PoolSettingsTest {

  private static final String PREFIX = "spring.datasource.hikari.";

  private static final String[] ALL = {
    "maximum-pool-size=3",
    "minimum-idle=2",
    "connection-timeout=4000",
    "validation-timeout=1000",
    "idle-timeout=20000",
    "max-lifetime=60000",
    "keepalive-time=45000",
    "leak-detection-threshold=30000",
    "initialization-fail-timeout=2",
    "connection-init-sql=select 1",
    "connection-test-query=select 2",
    "transaction-isolation=TRANSACTION_SERIALIZABLE",
    "isolate-internal-queries=true",
    "allow-pool-suspension=true",
    "auto-commit=false",
    "pool-name=mine",
    "exception-override-class-name=" + Nothing.class.getName()
  };

  @TempDir private Path home = Path.of("");

  /** The pool's own rules go on. */
  public static final class Nothing implements com.zaxxer.hikari.SQLExceptionOverride {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nonsense=1                  | nonsense is not a known setting.
          maximum-pool-size=many      | maximum-pool-size must be a whole number.
          maximum-pool-size=0         | maximum-pool-size must be at least 1.
          minimum-idle=-1             | minimum-idle must be at least 0.
          minimum-idle=11             | minimum-idle must not be greater than maximum-pool-size.
          connection-timeout=0        | connection-timeout must be at least 250.
          connection-timeout=5s       | connection-timeout must be a whole number.
          validation-timeout=100      | validation-timeout must be at least 250.
          max-lifetime=29999          | max-lifetime must be 0 or at least 30000.
          keepalive-time=1000         | keepalive-time must be 0 or at least 30000.
          keepalive-time=1800000      | keepalive-time must be less than max-lifetime.
          idle-timeout=600000         | idle-timeout has no effect unless minimum-idle is less than maximum-pool-size.
          leak-detection-threshold=1  | leak-detection-threshold must be 0 or at least 2000.
          leak-detection-threshold=1800001 | leak-detection-threshold must not be greater than max-lifetime.
          auto-commit=perhaps         | auto-commit must be true or false.
          read-only=true              | read-only must not be true: Reelway writes.
          transaction-isolation=HIGH  | transaction-isolation must be one of TRANSACTION_READ_UNCOMMITTED, TRANSACTION_READ_COMMITTED, TRANSACTION_REPEATABLE_READ, TRANSACTION_SERIALIZABLE.
          jdbc-url=jdbc:sqlite:x      | jdbc-url must not be set: set spring.datasource.url.
          data-source-class-name=x    | data-source-class-name must not be set: set spring.datasource.url.
          driver-class-name=x         | driver-class-name must not be set: set spring.datasource.driver-class-name.
          thread-factory=x            | thread-factory must not be set: it is an object of a program.
          schema=reelway              | schema must not be set: SQLite has none.
          """)
  void aKeyMustBeKnownAndItsValueMakeSense(String setting, String sentence) {
    assertThat(refusal(setting)).isEqualTo(PREFIX + sentence);
  }

  @Test
  void idleConnectionsMustEndBeforeTheirLives() {
    assertThat(refusal("minimum-idle=1", "max-lifetime=30000", "idle-timeout=29500"))
        .isEqualTo(PREFIX + "idle-timeout must be less than max-lifetime by at least 1000.");
  }

  @Test
  void bothPoolsOfSqliteHaveAllOfThemButOneWriter() {
    var settings = settings("jdbc:sqlite:" + home.resolve("ledger.db"), ALL);
    try (var writing = settings.sqliteWriter();
        var reading = settings.sqliteReaders()) {
      assertThat(writing.getPoolName()).isEqualTo("mine-writer");
      assertThat(writing.getMaximumPoolSize()).isEqualTo(1);
      assertThat(reading.getPoolName()).isEqualTo("mine-readers");
      assertThat(reading.getMaximumPoolSize()).isEqualTo(3);
      assertThat(reading.getMinimumIdle()).isEqualTo(2);
      assertThat(reading.getIdleTimeout()).isEqualTo(20000);
      assertAllElse(writing);
      assertAllElse(reading);
    }
  }

  /** As a backup or a vacuum of another process may do. */
  @Test
  void writesGoOnOnceAnotherProcessNoLongerWrites() throws SQLException {
    var url = "jdbc:sqlite:" + home.resolve("ledger.db");
    var ours = url + "?journal_mode=WAL&busy_timeout=10&transaction_mode=IMMEDIATE";
    try (var pool = settings(ours).sqliteWriter();
        var other = DriverManager.getConnection(url);
        var another = other.createStatement()) {
      another.execute("create table word (text text)");
      another.execute("begin immediate");
      for (int times = 0; times < 2; times++) {
        assertThatThrownBy(() -> write(pool))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("SQLITE_BUSY");
      }
      another.execute("rollback");

      write(pool);

      assertThat(another.executeQuery("select count(*) from word").getInt(1)).isEqualTo(1);
    }
  }

  private static void write(DataSource pool) throws SQLException {
    try (var connection = pool.getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("insert into word values ('one')");
      connection.commit();
    }
  }

  @Test
  @ResourceLock(TestDatabase.POSTGRES)
  void bothPoolsOfPostgresHaveAllOfThem() {
    var settings = settings(TestDatabase.postgresUrl(), ALL);
    try (var writing = settings.postgresWriters(new Sessions());
        var reading = settings.postgresReaders()) {
      assertThat(writing.getPoolName()).isEqualTo("mine-writers");
      assertThat(reading.getPoolName()).isEqualTo("mine-readers");
      assertThat(reading.getMaximumPoolSize()).isEqualTo(3);
      assertThat(writing.getMaximumPoolSize()).isEqualTo(3);
      assertThat(writing.getExceptionOverride())
          .isInstanceOfSatisfying(
              ReadOnlyEviction.class,
              ours -> assertThat(ours.others()).isInstanceOf(Nothing.class));
      assertAllElse(writing);
      assertAllElse(reading);
    }
  }

  private static void assertAllElse(HikariDataSource pool) {
    assertThat(pool.getConnectionTimeout()).isEqualTo(4000);
    assertThat(pool.getValidationTimeout()).isEqualTo(1000);
    assertThat(pool.getMaxLifetime()).isEqualTo(60000);
    assertThat(pool.getKeepaliveTime()).isEqualTo(45000);
    assertThat(pool.getLeakDetectionThreshold()).isEqualTo(30000);
    assertThat(pool.getInitializationFailTimeout()).isEqualTo(2);
    assertThat(pool.getConnectionInitSql()).isEqualTo("select 1");
    assertThat(pool.getConnectionTestQuery()).isEqualTo("select 2");
    assertThat(pool.getTransactionIsolation()).isEqualTo("TRANSACTION_SERIALIZABLE");
    assertThat(pool.isIsolateInternalQueries()).isTrue();
    assertThat(pool.isAllowPoolSuspension()).isTrue();
    assertThat(pool.isAutoCommit()).isFalse();
  }

  @Test
  @ResourceLock(TestDatabase.POSTGRES)
  void propertiesOfTheDriverReachTheServer() throws Exception {
    var settings =
        settings(
            TestDatabase.postgresUrl(),
            "data-source-properties.ApplicationName=studio",
            "schema=public");
    try (var reading = settings.postgresReaders();
        var connection = reading.getConnection();
        var statement = connection.createStatement();
        var answer = statement.executeQuery("show application_name")) {
      answer.next();
      assertThat(answer.getString(1)).isEqualTo("studio");
    }
  }

  @Test
  @ResourceLock(TestDatabase.POSTGRES)
  void aStatementIsParsedOnceWhetherItsTextsAreMissingOrNot() throws Exception {
    try (var reading = settings(TestDatabase.postgresUrl()).postgresReaders();
        var connection = reading.getConnection()) {
      var names = new HashSet<String>();
      for (int round = 0; round < 20; round++) {
        try (var statement = connection.prepareStatement("update pause set name = ? where false")) {
          statement.setObject(1, round % 2 == 0 ? null : "text");
          statement.executeUpdate();
        }
        names.addAll(prepared(connection));
      }
      assertThat(names).hasSize(1);
    }
  }

  @Test
  @ResourceLock(TestDatabase.POSTGRES)
  void aServerThatVanishesIsNotWaitedForUnlessTheOperatorSaysSo() throws Exception {
    var url = TestDatabase.postgresUrl();
    var ofUrl = url + (url.contains("?") ? "&" : "?") + "socketTimeout=30";

    assertThat(timeout(settings(url))).isEqualTo(60_000);
    assertThat(timeout(settings(ofUrl))).isEqualTo(30_000);
    assertThat(timeout(settings(url, "data-source-properties.socketTimeout=0"))).isZero();
  }

  @Test
  @ResourceLock(TestDatabase.POSTGRES)
  void aMigrationMayTakeLongerThanAnyOtherStatement() throws Exception {
    try (var pool = settings(TestDatabase.postgresUrl(), "maximum-pool-size=1").postgresReaders()) {
      try (var connection = new MigrationConnections(pool).getConnection()) {
        assertThat(connection.getNetworkTimeout()).isEqualTo(3_600_000);
      }
      try (var connection = pool.getConnection()) {
        assertThat(connection.getNetworkTimeout()).isEqualTo(60_000);
      }
    }
  }

  private static int timeout(PoolSettings settings) throws SQLException {
    try (var reading = settings.postgresReaders();
        var connection = reading.getConnection()) {
      return connection.getNetworkTimeout();
    }
  }

  private static Set<String> prepared(Connection connection) throws SQLException {
    var names = new HashSet<String>();
    try (var statement = connection.createStatement();
        var all =
            statement.executeQuery(
                "select name from pg_prepared_statements where statement like 'update pause%'")) {
      while (all.next()) {
        names.add(all.getString(1));
      }
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//db/reelway",
        "//db:5433/reelway?targetServerType=any",
        "//db/reelway?targetServerType=primary",
        "//one,two:5433/reelway?socketTimeout=30&targetServerType=primary",
        "//one,two/reelway?targetServerType=master",
        "reelway"
      })
  void aUrlMayLeadToThePrimary(String server) {
    assertThatCode(() -> PostgresUrl.check("jdbc:postgresql:" + server, new Properties()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          //one,two/reelway                                | must end with targetServerType=primary, as it names several hosts.
          //one:1,two:2/reelway?targetServerType=any       | must end with targetServerType=primary, as it names several hosts.
          //db/reelway?targetServerType=preferSecondary    | must not lead to a standby: set targetServerType to primary.
          //db/reelway?readOnly=true                       | must not contain readOnly=true: Reelway writes.
          """)
  void aUrlMustNotLeadToAStandby(String server, String sentence) {
    var refused =
        catchThrowable(() -> PostgresUrl.check("jdbc:postgresql:" + server, new Properties()));

    assertThat(told(refused)).isEqualTo("spring.datasource.url " + sentence);
  }

  /** Its parameters are the driver's. */
  @Test
  void theUrlsOfThePageLeadToThePrimary() throws IOException {
    var urls =
        Pattern.compile("jdbc:postgresql:\\S+")
            .matcher(Files.readString(Path.of("src/docs/many-nodes.md")))
            .results()
            .map(MatchResult::group)
            .toList();

    assertThat(urls).hasSizeGreaterThan(1);
    for (var url : urls) {
      PostgresUrl.check(url, new Properties());
      assertThat(parameters(url)).allMatch(name -> PGProperty.forName(name) != null);
    }
  }

  private static List<String> parameters(String url) {
    return Pattern.compile("[?&](\\w+)=").matcher(url).results().map(one -> one.group(1)).toList();
  }

  private String refusal(String... set) {
    var url = "jdbc:sqlite:" + home.resolve("ledger.db");
    return told(catchThrowable(() -> settings(url, set).sqliteReaders().close()));
  }

  private static String told(Throwable refused) {
    assertThat(refused).isNotNull();
    return Objects.requireNonNull(new ConfigurationFailures().analyze(refused)).getDescription();
  }

  private static PoolSettings settings(String url, String... set) {
    var environment = new MockEnvironment();
    Stream.of(set)
        .map(one -> one.split("=", 2))
        .forEach(one -> environment.setProperty(PREFIX + one[0], one[1]));
    var properties = new DataSourceProperties();
    properties.setUrl(url);
    return new PoolSettings(properties, environment);
  }
}
