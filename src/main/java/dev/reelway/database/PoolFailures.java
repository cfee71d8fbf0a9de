package dev.reelway.database;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ApplicationListener;

/**
 * Lets the connection pool log its failures once the service has started. A failed start is
 * explained in one sentence by {@link DatabaseFailures}.
 */
final class PoolFailures implements ApplicationListener<ApplicationReadyEvent> {

  private static final String POOL = "com.zaxxer.hikari.pool.HikariPool";

  @Override
  public void onApplicationEvent(ApplicationReadyEvent started) {
    var set = started.getApplicationContext().getEnvironment().getProperty("logging.level." + POOL);
    if ("off".equalsIgnoreCase(set)) {
      LoggingSystem.get(PoolFailures.class.getClassLoader()).setLogLevel(POOL, LogLevel.WARN);
    }
  }
}
