package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.job.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.support.GenericApplicationContext;

class InboxRoutesTest {

  /** A service that runs without one of its routes would not cancel what it is told to. */
  @Test
  void aRouteThatCannotBeMadeKeepsTheServiceFromStarting(@TempDir Path folder) throws Exception {
    var inbox =
        new Inbox(
            Inbox.HOT_FOLDER,
            folder,
            "demo",
            OrderDefaults.of("tiny", Map.of()),
            null,
            null,
            Duration.ofMillis(500));
    var spring = new GenericApplicationContext();
    try (var camel = new DefaultCamelContext()) {
      spring.registerBean(CamelContext.class, () -> camel);
      spring.refresh();
      var routes =
          new InboxRoutes(
              new Inboxes(List.of(inbox)),
              new DroppedBatches(TestDatabase.sqlite(folder).database()),
              Clock.systemUTC());

      assertThatThrownBy(
              () ->
                  routes.onApplicationEvent(
                      new ApplicationStartedEvent(
                          new SpringApplication(), new String[0], spring, Duration.ZERO)))
          .hasMessageContaining("inbox-claim");
    }
  }
}
