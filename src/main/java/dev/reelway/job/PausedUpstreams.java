package dev.reelway.job;

import dev.reelway.upstream.Target;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The upstreams that get no orders, as an operator has paused them. */
final class PausedUpstreams {

  /** None ever is. */
  static final PausedUpstreams NONE = new PausedUpstreams(Set::of);

  /** What the owner of a job is told that waits for that reason alone. */
  static final String CAUSE = "The operator has paused every upstream that can render this order.";

  private final Supplier<Set<String>> names;

  /**
   * @param names the names of those that are paused now
   */
  PausedUpstreams(Supplier<Set<String>> names) {
    this.names = names;
  }

  /** Whether there are none. */
  boolean areNone() {
    return names.get().isEmpty();
  }

  boolean has(String upstream) {
    return names.get().contains(upstream);
  }

  boolean has(Target target) {
    return has(target.upstream());
  }

  /** Whether an order with these targets has to wait until one of them is resumed. */
  boolean haveAll(List<Target> targets) {
    return !targets.isEmpty() && targets.stream().allMatch(this::has);
  }
}
