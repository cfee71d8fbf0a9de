package dev.reelway.node;

import dev.reelway.database.Database;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes what counts the nodes, and compares their clocks. */
@Configuration(proxyBeanMethods = false)
public class NodeConfiguration {

  /** Shown as {@code clock}. */
  @Bean
  ClockHealth clockHealthIndicator(Database database, Clock clock) {
    return new ClockHealth(database, clock);
  }

  @Bean
  Nodes nodes(Database database, ClockHealth clockHealth, Clock clock) {
    return new Nodes(database, clockHealth, clock);
  }
}
