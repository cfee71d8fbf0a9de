package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.SettableClock;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.quartz.QuartzComponent;
import org.junit.jupiter.api.Test;

/** A service whose ticks have stopped renders nothing, and says so. */
class TicksStoryTest extends StoryTest {

  private final SettableClock clock = new SettableClock();

  @Override
  Clock clock() {
    return clock;
  }

  @Test
  void healthIsDownWhileNoTickComes() throws Exception {
    var ticks =
        service
            .bean(CamelContext.class)
            .getComponent("quartz", QuartzComponent.class)
            .getScheduler();
    await().atMost(Service.PATIENCE).until(() -> service.health().statusCode() == 200);

    ticks.standby();
    await()
        .atMost(Service.PATIENCE)
        .until(
            () -> {
              clock.passes(Duration.ofMinutes(2));
              return service.health().statusCode() == 503;
            });
    var health = Service.json(service.health());
    assertThat(health.at("/components/ticks/status").asText()).isEqualTo("DOWN");
    assertThat(health.at("/components/db/status").asText()).isEqualTo("UP");
    for (var group : new String[] {"live", "ready"}) {
      assertThat(service.health("/" + group).statusCode()).isEqualTo(503);
    }

    ticks.start();
    await().atMost(Service.PATIENCE).until(() -> service.health().statusCode() == 200);
    assertThat(service.health("/ready").statusCode()).isEqualTo(200);
  }
}
