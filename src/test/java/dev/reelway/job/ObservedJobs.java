package dev.reelway.job;

import dev.reelway.SettableClock;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs of one upstream, in memory, that tell their test of each change. */
abstract class ObservedJobs extends LedgerFixture {

  final SettableClock time = new SettableClock();
  final JobDesk desk = desk();

  ObservedJobs() {
    super(TestDatabase.memory());
  }

  /** What a {@link JobObserver} is told. */
  abstract void changed(@Nullable Job was, Job job);

  private JobDesk desk() {
    var upstream = new Upstream("studio", "sora", "http://127.0.0.1:1", "first-key", "k", false);
    var upstreams = new Upstreams(Map.of("studio", upstream), Map.of("sora-2", List.of(TARGET)));
    var observer =
        new JobObserver() {
          @Override
          public void changed(@Nullable Job was, Job job) {
            ObservedJobs.this.changed(was, job);
          }
        };
    return new JobDesk(
        ledger,
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time),
        new TestJobSettings().lease(Duration.ofHours(2)).build(),
        StoragePolicy.FOREVER,
        StepTrigger.NONE,
        observer,
        JobQuotas.NONE,
        time);
  }
}
