package dev.reelway.idempotency;

import dev.reelway.database.Database;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together how repeated requests are recognised. */
@Configuration(proxyBeanMethods = false)
public class IdempotencyConfiguration {

  @Bean
  RequestKeys requestKeys(Database database, Clock clock) {
    return new RequestKeys(database, clock);
  }

  @Bean
  Heartbeat heartbeat(Database database, Clock clock) {
    return new Heartbeat(database, clock).start();
  }

  @Bean
  OpenRequests openRequests() {
    return new OpenRequests();
  }
}
