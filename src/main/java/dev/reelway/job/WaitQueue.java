package dev.reelway.job;

import dev.reelway.upstream.Target;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Queued jobs that wait for capacity at the same targets, any of them.
 *
 * @param targets in an order that does not depend on the job
 */
record WaitQueue(List<Target> targets) {

  private static final Comparator<Target> ANY_ORDER = Comparator.comparing(Target::toString);

  WaitQueue {
    targets = targets.stream().distinct().sorted(ANY_ORDER).toList();
  }

  /** Its name in the ledger. */
  String name() {
    return targets.stream()
        .map(one -> "%s/%s/%s".formatted(one.upstream(), one.credential(), one.model()))
        .collect(Collectors.joining(" "));
  }

  /** Whether the wait queue of this name leads to an upstream. */
  static boolean leadsTo(String name, String upstream) {
    return (" " + name).contains(" " + upstream + "/");
  }

  boolean leadsTo(String upstream) {
    return targets.stream().anyMatch(one -> one.upstream().equals(upstream));
  }
}
