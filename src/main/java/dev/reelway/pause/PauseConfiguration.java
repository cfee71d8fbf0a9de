package dev.reelway.pause;

import dev.reelway.database.Database;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes what knows the pauses. */
@Configuration(proxyBeanMethods = false)
public class PauseConfiguration {

  @Bean
  Pauses pauses(Database database, Clock clock) {
    return new Pauses(database, clock);
  }
}
