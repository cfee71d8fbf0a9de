package dev.reelway;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ApplicationListener;

/**
 * Lets the pool of connections tell its troubles once the service has started. What keeps it from
 * starting is told in one sentence, see {@link StartFailures}.
 */
final class PoolTroubles implements ApplicationListener<ApplicationReadyEvent> {

  private static final String POOL = "com.zaxxer.hikari.pool.HikariPool";

  @Override
  public void onApplicationEvent(ApplicationReadyEvent started) {
    var set = started.getApplicationContext().getEnvironment().getProperty("logging.level." + POOL);
    if ("off".equalsIgnoreCase(set)) {
      LoggingSystem.get(PoolTroubles.class.getClassLoader()).setLogLevel(POOL, LogLevel.WARN);
    }
  }
}
