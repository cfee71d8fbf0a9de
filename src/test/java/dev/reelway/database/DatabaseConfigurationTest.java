package dev.reelway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import dev.reelway.setup.HomeFolder;
import dev.reelway.setup.ServiceSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class DatabaseConfigurationTest {

  @Test
  void noConnectionOutlivesTheService(@TempDir Path home) {
    Collection<HikariDataSource> pools = new ArrayList<>();
    new ApplicationContextRunner()
        .withUserConfiguration(DatabaseConfiguration.class, Properties.class)
        .withBean(ServiceSecret.class, () -> new ServiceSecret(null))
        .withBean(HomeFolder.class, () -> new HomeFolder(home))
        .withPropertyValues("spring.datasource.url=jdbc:sqlite:" + home.resolve("ledger.db"))
        .run(context -> pools.addAll(context.getBeansOfType(HikariDataSource.class).values()));

    assertThat(pools)
        .extracting(HikariDataSource::getPoolName, HikariDataSource::isClosed)
        .containsExactlyInAnyOrder(tuple("ledger-writer", true), tuple("ledger-readers", true));
  }

  /** It has the secrets that links and webhooks are signed with. */
  @Test
  void noOtherUserReadsTheLedger(@TempDir Path home) {
    var ledger = home.resolve("new/ledger.db");
    open(ledger, () -> assertThat(rights(ledger)).containsOnly("rw-------").hasSize(3));
  }

  /** Of an earlier version, or a copy that was put in its place. */
  @Test
  void aLedgerThatOthersCouldReadIsTakenFromThem(@TempDir Path home) throws IOException {
    var ledger = home.resolve("ledger.db");
    open(ledger, () -> {});
    Files.setPosixFilePermissions(ledger, PosixFilePermissions.fromString("rw-rw-r--"));
    var wal = Files.createFile(home.resolve("ledger.db-wal"));
    Files.setPosixFilePermissions(wal, PosixFilePermissions.fromString("rw-r--r--"));
    var link = Files.createSymbolicLink(home.resolve("linked.db"), ledger);

    open(link, () -> assertThat(rights(ledger)).containsOnly("rw-------").hasSize(3));
  }

  private static void open(Path ledger, Runnable check) {
    new ApplicationContextRunner()
        .withUserConfiguration(DatabaseConfiguration.class, Properties.class)
        .withBean(ServiceSecret.class, () -> new ServiceSecret(null))
        .withBean(HomeFolder.class, () -> new HomeFolder(ledger.resolveSibling("home")))
        .withPropertyValues("spring.datasource.url=jdbc:sqlite:" + ledger + "?journal_mode=WAL")
        .run(
            context -> {
              var writer = context.getBean("writing", HikariDataSource.class);
              try (var connection = writer.getConnection();
                  var statement = connection.createStatement()) {
                statement.execute("create table if not exists kept (secret text)");
                check.run();
              }
            });
  }

  private static List<String> rights(Path ledger) {
    return Stream.of("", "-wal", "-shm")
        .map(suffix -> ledger.resolveSibling(ledger.getFileName() + suffix))
        .map(DatabaseConfigurationTest::rightsOf)
        .toList();
  }

  private static String rightsOf(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException missing) {
      return "missing";
    }
  }

  @EnableConfigurationProperties(DataSourceProperties.class)
  static class Properties {}
}
