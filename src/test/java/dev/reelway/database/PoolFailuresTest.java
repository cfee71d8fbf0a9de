package dev.reelway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.mock.env.MockEnvironment;

@Isolated("it depends on the level of a logger that every start sets")
class PoolFailuresTest {

  private static final String POOL = "com.zaxxer.hikari.pool.HikariPool";

  private final LoggingSystem logging = LoggingSystem.get(PoolFailuresTest.class.getClassLoader());

  @AfterEach
  void asItWas() {
    logging.setLogLevel(POOL, null);
  }

  @ParameterizedTest
  @CsvSource({"off, OFF, WARN", "OFF, OFF, WARN", "error, ERROR, ERROR"})
  void failuresAreLoggedOnceTheServiceHasStarted(String set, LogLevel before, LogLevel after) {
    logging.setLogLevel(POOL, before);
    var context = new GenericApplicationContext();
    context.setEnvironment(new MockEnvironment().withProperty("logging.level." + POOL, set));

    new PoolFailures()
        .onApplicationEvent(
            new ApplicationReadyEvent(
                new SpringApplication(), new String[0], context, Duration.ZERO));

    assertThat(logging.getLoggerConfiguration(POOL).getEffectiveLevel()).isEqualTo(after);
  }
}
