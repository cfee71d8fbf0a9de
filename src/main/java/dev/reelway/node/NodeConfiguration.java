package dev.reelway.node;

import dev.reelway.database.Database;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes what counts the nodes. */
@Configuration(proxyBeanMethods = false)
public class NodeConfiguration {

  @Bean
  Nodes nodes(Database database, Clock clock) {
    return new Nodes(database, clock);
  }
}
