package dev.reelway.setup;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What comes before all else: how settings are read, who owns the home, and what time it is. */
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
