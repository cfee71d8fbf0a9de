package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.SettableClock;
import dev.reelway.database.Database;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.UpstreamFailure.NotAccepted;
import dev.reelway.upstream.Upstreams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

class CapacityPlannerTest {

  private static final Target FIRST = new Target("up", "key", "first");
  private static final Target SECOND = new Target("up", "key", "second");
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final SettableClock clock = new SettableClock();
  private final CapacityPlanner capacityPlanner = capacityPlanner();

  @Test
  void aModelRestsWhenAllItsTargetsDo() {
    capacityPlanner.notAccepted(job(), FIRST, new NotAccepted("status 503", PAUSE));
    assertThat(capacityPlanner.isResting("both")).isFalse();

    capacityPlanner.notAccepted(job(), SECOND, new NotAccepted("status 503", PAUSE));
    assertThat(capacityPlanner.isResting("both")).isTrue();
    assertThat(capacityPlanner.isResting("unknown")).isFalse();
  }

  @Test
  void askingWhetherItRestsIsNotTheOneTryAfterThePause() {
    capacityPlanner.notAccepted(job(), FIRST, new NotAccepted("status 503", PAUSE));
    capacityPlanner.notAccepted(job(), SECOND, new NotAccepted("status 503", PAUSE));
    clock.passes(PAUSE);

    assertThat(capacityPlanner.isResting("both")).isFalse();
    assertThat(capacityPlanner.isResting("both")).isFalse();

    assertThat(capacityPlanner.<Target>assign(job(), (target, limits) -> Optional.of(target)))
        .isEqualTo(FIRST);
  }

  /** Another node may have taken the capacity just before. */
  @Test
  void theTryAfterThePauseIsNotUsedUpByAnOrderThatIsNotSent() {
    capacityPlanner.notAccepted(job(), FIRST, new NotAccepted("status 503", PAUSE));
    capacityPlanner.notAccepted(job(), SECOND, new NotAccepted("status 503", PAUSE));
    clock.passes(PAUSE);

    assertThatThrownBy(
            () -> capacityPlanner.<Target>assign(job(), (target, limits) -> Optional.empty()))
        .isInstanceOf(NoCapacity.class);
    assertThatThrownBy(() -> capacityPlanner.<Target>assign(job(), (target, limits) -> lost()))
        .isInstanceOf(LeaseLost.class);

    assertThat(capacityPlanner.<Target>assign(job(), (target, limits) -> Optional.of(target)))
        .isEqualTo(FIRST);
  }

  private static Optional<Target> lost() {
    throw new LeaseLost("video_1");
  }

  private Job job() {
    var order = new VideoOrder("both", "both", "a cat", "720x1280", 10, false, false, false, null);
    return Job.accepted(order, "anna", null, clock.instant(), clock.instant().plus(PAUSE));
  }

  private CapacityPlanner capacityPlanner() {
    var upstream = new Upstream("up", "sora", "http://127.0.0.1:1", "key", "k", false);
    var upstreams = new Upstreams(Map.of("up", upstream), Map.of("both", List.of(FIRST, SECOND)));
    var none = new SimpleDriverDataSource();
    var ledger = new Ledger(new Database(none, none, false), "this-node");
    var targetPlanner =
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, clock);
    var bounds = new LearnedBounds(ledger.bounds(), clock);
    return new CapacityPlanner(targetPlanner, ledger.queries(), bounds, 128, clock);
  }
}
