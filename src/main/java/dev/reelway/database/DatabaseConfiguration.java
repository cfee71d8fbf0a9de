package dev.reelway.database;

import com.zaxxer.hikari.HikariDataSource;
import dev.reelway.setup.SettingsChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

/**
 * SQLite for one node: one connection that writes, as SQLite has one writer anyway, and some that
 * read. PostgreSQL for many nodes: one pool for all.
 */
@Configuration(proxyBeanMethods = false)
public class DatabaseConfiguration {

  private static final String SQLITE = "jdbc:sqlite:";
  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final int SQLITE_READERS = 8;

  @Bean(destroyMethod = "close")
  @Primary
  HikariDataSource writing(DataSourceProperties properties, Environment environment)
      throws IOException {
    var url = properties.determineUrl();
    SettingsChecks.check(
        url.startsWith(SQLITE) || url.startsWith(POSTGRESQL),
        "spring.datasource.url",
        "must begin with jdbc:sqlite: or jdbc:postgresql:.");
    if (isSqlite(properties)) {
      makeFolder(url);
      return pool(properties, "ledger-writer", 1);
    }
    int size =
        environment.getProperty("spring.datasource.hikari.maximum-pool-size", Integer.class, 16);
    return pool(properties, "ledger", size);
  }

  @Bean(destroyMethod = "close", defaultCandidate = false)
  @Qualifier("reading")
  HikariDataSource reading(DataSourceProperties properties, HikariDataSource writing) {
    return isSqlite(properties) ? pool(properties, "ledger-readers", SQLITE_READERS) : writing;
  }

  @Bean
  @DependsOnDatabaseInitialization
  Database database(
      DataSourceProperties properties,
      HikariDataSource writing,
      @Qualifier("reading") DataSource reading) {
    return new Database(writing, reading, !isSqlite(properties));
  }

  @Bean
  Secrets secrets(Database database) {
    return new Secrets(database);
  }

  @Bean
  PoolFailures poolFailures() {
    return new PoolFailures();
  }

  private static HikariDataSource pool(DataSourceProperties properties, String name, int size) {
    var pool = properties.initializeDataSourceBuilder().type(HikariDataSource.class).build();
    pool.setPoolName(name);
    pool.setMaximumPoolSize(size);
    return pool;
  }

  private static boolean isSqlite(DataSourceProperties properties) {
    return properties.determineUrl().startsWith(SQLITE);
  }

  private static void makeFolder(String url) throws IOException {
    var file = Path.of(url.substring(SQLITE.length()).split("\\?", 2)[0]).toAbsolutePath();
    var folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
  }
}
