package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How much of an upstream's bound is used that nobody has configured: renders of a minute, a clock
 * that is set by hand, the real ledger. The ideal is the bound by the render and the mean time
 * until its end is found.
 */
class LearnedBoundSimulationTest {

  private static final Duration RENDER = Duration.ofSeconds(60);
  private static final Duration WARM_UP = Duration.ofMinutes(5);
  private static final Duration COUNTED = Duration.ofMinutes(20);
  private static final Duration BETWEEN_MOVES = Duration.ofMinutes(30);
  private static final Target TARGET = new Target("busy", "key", "m");

  private final SettableClock time = new SettableClock();
  private final TestDatabase store = TestDatabase.memory();
  private final List<JobDesk> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"1, -", "3, -", "10, -", "3, 1", "10, 20"})
  void aBoundThatNobodyHasConfiguredIsUsed(int bound, @Nullable String retryAfter) {
    var upstream = new BoundedUpstream(bound, RENDER, retryAfter);
    nodes.add(desk("one-node"));
    order(12 * (int) (bound * WARM_UP.plus(COUNTED).toSeconds() / RENDER.toSeconds()) / 10);

    passes(upstream, WARM_UP);
    upstream.startCounting();
    passes(upstream, COUNTED);

    double ideal = ideal(upstream, COUNTED, bound);
    said("bound %d, Retry-After %s".formatted(bound, retryAfter), upstream, ideal);
    assertThat(upstream.accepted / ideal).isGreaterThanOrEqualTo(0.9);
    assertThat((double) upstream.refused / upstream.accepted).isLessThanOrEqualTo(0.2);
  }

  @Test
  void aBoundThatMovesIsFollowed() {
    var upstream = new BoundedUpstream(3, RENDER, null);
    nodes.add(desk("one-node"));
    order(1_200);
    passes(upstream, WARM_UP);
    upstream.startCounting();

    double ideal = 0;
    for (int bound : new int[] {3, 10, 4, 1, 6}) {
      upstream.bound = bound;
      passes(upstream, BETWEEN_MOVES);
      ideal += ideal(upstream, BETWEEN_MOVES, bound);
    }

    said("bound 3, 10, 4, 1, 6", upstream, ideal);
    assertThat(upstream.accepted / ideal).isGreaterThanOrEqualTo(0.9);
    assertThat((double) upstream.refused / upstream.accepted).isLessThanOrEqualTo(0.2);
  }

  @ParameterizedTest
  @CsvSource({"2", "600"})
  void aLimitPerMinuteIsUsedAlthoughItIsNoBound(int seconds) {
    var upstream = new BoundedUpstream(Integer.MAX_VALUE, Duration.ofSeconds(seconds), null);
    upstream.perMinute = 10;
    nodes.add(desk("one-node"));
    order(600);
    passes(upstream, Duration.ofMinutes(15));
    upstream.startCounting();
    passes(upstream, COUNTED);

    double ideal = upstream.perMinute * COUNTED.toMinutes();
    said("10 a minute, %d s".formatted(seconds), upstream, ideal);
    assertThat(upstream.accepted / ideal).isGreaterThanOrEqualTo(0.8);
  }

  @Test
  void twoNodesShareABound() {
    var upstream = new BoundedUpstream(3, RENDER, null);
    nodes.add(desk("one-node"));
    nodes.add(desk("other-node"));
    order(300);
    passes(upstream, WARM_UP);
    upstream.startCounting();
    passes(upstream, COUNTED);

    double ideal = ideal(upstream, COUNTED, 3);
    said("bound 3, two nodes", upstream, ideal);
    assertThat(upstream.accepted / ideal).isGreaterThanOrEqualTo(0.9);
    assertThat((double) upstream.refused / upstream.accepted).isLessThanOrEqualTo(0.2);
  }

  private static double ideal(BoundedUpstream upstream, Duration length, int bound) {
    return bound * length.toSeconds() / (RENDER.toSeconds() + upstream.meanDetection());
  }

  private static void said(String what, BoundedUpstream upstream, double ideal) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-28s accepted %4d of ideal %6.1f: %.2f; refused %3d: 1 of %.1f; detection %.1f s",
            what,
            upstream.accepted,
            ideal,
            upstream.accepted / ideal,
            upstream.refused,
            (double) upstream.accepted / Math.max(1, upstream.refused),
            upstream.meanDetection()));
  }

  private void passes(BoundedUpstream upstream, Duration length) {
    for (long second = 0; second < length.toSeconds(); second++) {
      time.passes(Duration.ofSeconds(1));
      for (var node : nodes) {
        poll(node, upstream);
        node.claims().discoverWaitQueues();
        submit(node, upstream);
      }
    }
  }

  private void poll(JobDesk node, BoundedUpstream upstream) {
    for (var job : Claims.of(node, JobStep.POLL, 64)) {
      node.steps().polled(job, upstream.poll(job.rendering().at().task(), time.instant()));
    }
  }

  private void submit(JobDesk node, BoundedUpstream upstream) {
    for (var jobs = Claims.of(node, JobStep.SUBMIT, 128);
        !jobs.isEmpty();
        jobs = Claims.of(node, JobStep.SUBMIT, 128)) {
      // All of them are on their way before the first is answered.
      var sent = new ArrayList<Job>();
      jobs.forEach(job -> begin(node, job, sent));
      sent.forEach(job -> answer(node, job, upstream));
    }
  }

  private static void begin(JobDesk node, Job job, List<Job> sent) {
    try {
      var submitting = node.steps().submitting(job);
      node.steps().commitIntent(submitting);
      sent.add(submitting.intended(submitting.created()));
    } catch (RuntimeException e) {
      node.failures().failed(job, e);
    }
  }

  private void answer(JobDesk node, Job job, BoundedUpstream upstream) {
    try {
      node.steps().submitted(job, upstream.submit(time.instant()));
    } catch (HttpOperationFailedException refused) {
      node.failures().failed(job, refused);
    } finally {
      node.terms().capacityPlanner().submitEnded(job.id());
    }
  }

  private void order(int count) {
    var order = new VideoOrder("m", "m", "a cat", "720x1280", 10, false, false, false, null);
    for (int i = 0; i < count; i++) {
      nodes.getFirst().intake().accept(order, "anna");
    }
  }

  private JobDesk desk(String name) {
    var upstream = new Upstream("busy", "sora", "http://127.0.0.1:1", "key", "k", false);
    var upstreams = new Upstreams(Map.of("busy", upstream), Map.of("m", List.of(TARGET)));
    var ledger = new Ledger(store.database(), name);
    var settings = new TestJobSettings().deadline(Duration.ofDays(1)).build();
    var targetPlanner =
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time);
    return new JobDesk(
        ledger, targetPlanner, settings, StoragePolicy.FOREVER, StepTrigger.NONE, time);
  }
}
