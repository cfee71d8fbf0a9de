package dev.reelway.database;

import com.zaxxer.hikari.HikariDataSource;
import dev.reelway.setup.HomeFolder;
import dev.reelway.setup.PrivateFiles;
import dev.reelway.setup.ServiceSecret;
import dev.reelway.setup.SettingsChecks;
import dev.reelway.setup.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.flyway.FlywayConfigurationCustomizer;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

/**
 * SQLite for one node: one connection that writes, as SQLite has one writer anyway, and some that
 * read. PostgreSQL for many nodes: connections that write and others that read, so that no query
 * waits for a writer, all of them with the primary.
 */
@Configuration(proxyBeanMethods = false)
public class DatabaseConfiguration {

  @Bean
  PoolSettings poolSettings(DataSourceProperties properties, Environment environment) {
    return new PoolSettings(properties, environment);
  }

  @Bean
  Sessions sessions() {
    return new Sessions();
  }

  @Bean(destroyMethod = "close")
  @Primary
  HikariDataSource writing(
      DataSourceProperties properties, PoolSettings pools, Sessions sessions, HomeFolder home)
      throws IOException {
    var url = properties.determineUrl();
    SettingsChecks.check(
        pools.isSqlite() || url.startsWith(PostgresUrl.PREFIX),
        "spring.datasource.url",
        "must begin with jdbc:sqlite: or jdbc:postgresql:.");
    if (pools.isSqlite()) {
      makeFile(url);
      SqliteLibrary.load(home);
      return pools.sqliteWriter();
    }
    return pools.postgresWriters(sessions);
  }

  /** After the first one for writing, which explains best why the database cannot be used. */
  @Bean(destroyMethod = "close", defaultCandidate = false)
  @Qualifier("reading")
  @DependsOn("writing")
  HikariDataSource reading(PoolSettings pools) {
    return pools.isSqlite() ? pools.sqliteReaders() : pools.postgresReaders();
  }

  @Bean
  @DependsOnDatabaseInitialization
  Database database(
      PoolSettings pools,
      HikariDataSource writing,
      @Qualifier("reading") DataSource reading,
      Sessions sessions) {
    return new Database(writing, reading, !pools.isSqlite(), sessions);
  }

  @Bean
  FlywayConfigurationCustomizer migrationConnections(PoolSettings pools) {
    return flyway -> {
      var source = flyway.getDataSource();
      if (!pools.isSqlite() && source != null) {
        flyway.dataSource(new MigrationConnections(source));
      }
    };
  }

  /** Takes the place of Boot's, which knows of connections only. */
  @Bean
  HealthIndicator dbHealthIndicator(
      PoolSettings pools, HikariDataSource writing, Sessions sessions) {
    return new DatabaseHealth(writing, !pools.isSqlite(), sessions);
  }

  @Bean
  Secrets secrets(Database database, ServiceSecret service) {
    return new Secrets(database, service);
  }

  @Bean
  PoolFailures poolFailures() {
    return new PoolFailures();
  }

  private static void makeFile(String url) throws IOException {
    var file = SqliteFile.of(url);
    if (file != null) {
      var folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      PrivateFiles.ledger(file);
    }
  }
}
