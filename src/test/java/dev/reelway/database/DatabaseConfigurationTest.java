package dev.reelway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import dev.reelway.setup.ServiceSecret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
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
        .withPropertyValues("spring.datasource.url=jdbc:sqlite:" + home.resolve("ledger.db"))
        .run(context -> pools.addAll(context.getBeansOfType(HikariDataSource.class).values()));

    assertThat(pools)
        .extracting(HikariDataSource::getPoolName, HikariDataSource::isClosed)
        .containsExactlyInAnyOrder(tuple("ledger-writer", true), tuple("ledger-readers", true));
  }

  @EnableConfigurationProperties(DataSourceProperties.class)
  static class Properties {}
}
