package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.upstream.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class PollIntervalTest {

  private static final Target TARGET = new Target("one", "key", "model");
  private static final Target OTHER = new Target("one", "key", "other");
  private static final Duration USUAL = Duration.ofSeconds(5);
  private static final int JOBS = 20_000;

  private final PollInterval pollInterval = new PollInterval(USUAL);

  @Test
  void theWaitIsTheUsualOneWhileNothingIsKnown() {
    assertThat(pollInterval.next(TARGET, Duration.ZERO, 0)).isEqualTo(USUAL);
    assertThat(pollInterval.next(TARGET, Duration.ofMinutes(9), 0)).isEqualTo(USUAL);
  }

  @Test
  void whereHardlyAnyEndTheWaitIsLong() {
    learn(100, 0.1);

    assertThat(pollInterval.next(TARGET, Duration.ofSeconds(10), 0))
        .isGreaterThan(USUAL.multipliedBy(4));
    assertThat(pollInterval.next(TARGET, Duration.ofSeconds(100), 0)).isLessThan(USUAL);
  }

  @Test
  void everyModelIsLearnedForItself() {
    learn(100, 0.1);

    assertThat(pollInterval.next(OTHER, Duration.ofSeconds(10), 0)).isEqualTo(USUAL);
  }

  @Test
  void aModelThatHasBecomeSlowerIsLearnedAnew() {
    learn(20, 0.1);
    learn(200, 0.1);
    learn(200, 0.1);

    assertThat(pollInterval.next(TARGET, Duration.ofSeconds(20), 0))
        .isGreaterThan(USUAL.multipliedBy(4));
  }

  @Test
  void progressPredictsTheEndBetterThanEarlierRenders() {
    learn(100, 0.1);

    assertThat(pollInterval.next(TARGET, Duration.ofSeconds(30), 97)).isLessThan(USUAL);
  }

  /**
   * However alike all were before: renders of 4 s that were found with the first poll, after 5 s.
   */
  @Test
  void aRenderThatOutlastsAllEarlierOnesIsPolledSoonAndThenMoreSeldom() {
    learn(5, 0.0);

    assertThat(pollInterval.next(TARGET, Duration.ofSeconds(3), 0)).isLessThanOrEqualTo(USUAL);
    assertThat(pollInterval.next(TARGET, Duration.ofSeconds(6), 0)).isLessThanOrEqualTo(USUAL);
    assertThat(pollInterval.next(TARGET, Duration.ofSeconds(60), 0))
        .isBetween(USUAL, USUAL.multipliedBy(3));
  }

  @Test
  void noWaitIsEndlessOrNothing() {
    learn(3, 0.0);

    for (int seconds : new int[] {0, 1, 3, 30, 3_000, 300_000}) {
      assertThat(pollInterval.next(TARGET, Duration.ofSeconds(seconds), 0))
          .isBetween(USUAL.dividedBy(2), USUAL.multipliedBy(12));
    }
  }

  /** Log-normal, median 90 s, σ 0.5: found sooner and with fewer questions than every 5 s. */
  @Test
  void rendersAreFoundSoonByFewQuestions() {
    var learned = simulated(job -> seconds(pollInterval.next(TARGET, duration(job.asked), 0)));
    var fixed = simulated(job -> 5);
    System.getLogger("reelway.simulation")
        .log(System.Logger.Level.INFO, "learned: {0}; every 5 s: {1}", learned, fixed);

    assertThat(learned.late95).isLessThanOrEqualTo(5.0);
    assertThat(learned.polls).isLessThanOrEqualTo(18.0);
    assertThat(fixed.polls).isGreaterThan(20.0);
  }

  private record Found(double polls, double late95) {}

  private static final class Job {
    private final double start;
    private final double takes;
    private double asked;
    private int polls;

    Job(double start, double takes) {
      this.start = start;
      this.takes = takes;
    }

    double due() {
      return start + asked;
    }
  }

  private Found simulated(ToDoubleFunction<Job> wait) {
    var random = new Random(7);
    var due = new PriorityQueue<Job>(Comparator.comparingDouble(Job::due));
    for (int i = 0; i < JOBS; i++) {
      var job = new Job(i * 0.2, 90 * Math.exp(0.5 * random.nextGaussian()));
      job.asked = wait.applyAsDouble(job);
      due.add(job);
    }
    var late = new ArrayList<Double>();
    long polls = 0;
    for (var job = due.poll(); job != null; job = due.poll()) {
      job.polls++;
      if (job.asked >= job.takes) {
        late.add(job.asked - job.takes);
        polls += job.polls;
        pollInterval.learn(TARGET, duration(job.asked));
      } else {
        job.asked += wait.applyAsDouble(job);
        due.add(job);
      }
    }
    late.sort(null);
    return new Found((double) polls / JOBS, late.get(JOBS * 95 / 100));
  }

  private void learn(double median, double deviation) {
    var random = new Random(3);
    for (int i = 0; i < 100; i++) {
      pollInterval.learn(
          TARGET, duration(2.5 + median * Math.exp(deviation * random.nextGaussian())));
    }
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
