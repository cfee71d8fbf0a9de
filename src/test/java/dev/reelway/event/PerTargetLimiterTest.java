package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PerTargetLimiterTest {

  private static final int PER_TARGET = 4;
  private static final int HOSTS = 200;

  private final PerTargetLimiter limiter = new PerTargetLimiter(PER_TARGET);

  @Test
  void aTargetHasItsLimit() {
    var target = "ann videos.example";
    limiter.acquire(target);

    assertThat(limiter.availablePermits(List.of(target))).isEqualTo(Map.of(target, 3));
    IntStream.range(0, 3).forEach(n -> limiter.acquire(target));
    assertThat(limiter.availablePermits(List.of(target))).isEmpty();
    limiter.release(target);
    assertThat(limiter.availablePermits(List.of(target))).isEqualTo(Map.of(target, 1));
  }

  @Test
  void aLicenceWhoseHostsHangLeavesRoomForTheOthers() {
    acquireAll(limiter.availablePermits(hosts("ann")));
    acquireAll(limiter.availablePermits(hosts("ann")));

    var free = limiter.availablePermits(with(hosts("ann"), "bob b.example"));

    assertThat(free).isEqualTo(Map.of("bob b.example", PER_TARGET));
  }

  @Test
  void theOperatorsEndpointHasSlotsOfItsOwn() {
    IntStream.range(0, 9).forEach(n -> acquireAll(limiter.availablePermits(hosts("licence" + n))));

    var free = limiter.availablePermits(with(hosts("zoe"), "endpoint"));

    assertThat(free).isEqualTo(Map.of("endpoint", PER_TARGET));
  }

  /** Paused receivers are due, too, and take none of the slots that they could have. */
  @Test
  void targetsForWhichNothingIsClaimedTakeTurnsWithTheOthers() {
    var targets = Stream.of("ann", "bob", "cid", "dan", "eve", "zoe").flatMap(this::targets);
    var all = targets.toList();
    var offered = new HashSet<String>();

    for (int n = 0; n < HOSTS; n++) {
      offered.addAll(limiter.availablePermits(all).keySet());
    }

    assertThat(offered).containsAll(all);
  }

  private Stream<String> targets(String licence) {
    return hosts(licence).stream();
  }

  private static List<String> hosts(String licence) {
    return IntStream.range(0, HOSTS)
        .mapToObj(n -> "%s host%03d.example".formatted(licence, n))
        .toList();
  }

  private static List<String> with(List<String> targets, String one) {
    var all = new ArrayList<>(targets);
    all.add(one);
    return all;
  }

  private void acquireAll(Map<String, Integer> free) {
    free.forEach(
        (target, permits) -> IntStream.range(0, permits).forEach(n -> limiter.acquire(target)));
  }
}
