package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.UpstreamLimits;
import dev.reelway.upstream.Upstreams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A node starts with another configuration while one with the former still works. */
@ResourceLock(TestDatabase.POSTGRES)
class RollingRestartTest {

  private final SettableClock time = new SettableClock();
  private final TestDatabase store = TestDatabase.postgres();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theWaitQueuesOfANodeThatStillWorksAreLeftToItAtFirst() {
    var former = desk("former-node", "busy");
    waits(former, 3);

    desk("next-node", "busy-renamed").claims().recall();

    assertThat(new Ledger(store.database(), "any").waiting().oneOfEach()).hasSize(1);
  }

  @Test
  void theWaitQueuesOfANodeThatIsGoneAreDissolvedInTheEnd() {
    waits(desk("former-node", "busy"), 1_200);
    var next = desk("next-node", "busy-renamed");
    next.claims().recall();
    next.claims().discoverWaitQueues();

    time.passes(Duration.ofMinutes(3));
    next.claims().discoverWaitQueues();

    assertThat(new Ledger(store.database(), "any").waiting().oneOfEach()).isEmpty();
  }

  private static void waits(JobDesk desk, int count) {
    var order = new VideoOrder("m", "m", "a cat", "720x1280", 10, false, false, false, null);
    for (int i = 0; i < count; i++) {
      desk.intake().accept(order, "anna");
    }
    for (var jobs = Claims.of(desk, JobStep.SUBMIT, 100);
        !jobs.isEmpty();
        jobs = Claims.of(desk, JobStep.SUBMIT, 100)) {
      for (var job : jobs) {
        try {
          desk.steps().submitting(job);
        } catch (NoCapacity full) {
          desk.failures().failed(job, full);
        }
      }
    }
  }

  private JobDesk desk(String node, String name) {
    var upstream = new Upstream(name, "sora", "http://127.0.0.1:1", "key", "k", false);
    var upstreams =
        new Upstreams(
            List.of(upstream),
            Map.of("m", List.of(new Target(name, "key", "m"))),
            Map.of(),
            Map.of(name, new UpstreamLimits(1, null, null)));
    var ledger = new Ledger(store.database(), node);
    var settings = new TestJobSettings().lease(Duration.ofHours(1)).build();
    var targetPlanner =
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time);
    return new JobDesk(
        ledger, targetPlanner, settings, StoragePolicy.FOREVER, StepTrigger.NONE, time);
  }
}
