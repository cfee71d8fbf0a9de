package dev.reelway.setup;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The beans that all others need first: how settings are read, the lock of the home, and the clock.
 */
@Configuration(proxyBeanMethods = false)
public class SetupConfiguration {

  @Bean
  static StrictBinding strictBinding() {
    return new StrictBinding();
  }

  @Bean
  static HomeLock homeLock(Environment environment) {
    return new HomeLock(environment);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
