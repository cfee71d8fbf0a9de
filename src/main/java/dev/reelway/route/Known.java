package dev.reelway.route;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is known of an exchange at a step, whichever way it came there.
 *
 * @param set the variables that are set on every path
 * @param ofJob whether it works on a job on one of them
 * @param over whether nothing comes there at all
 */
record Known(Set<String> set, boolean ofJob, boolean over) {

  /** What an exchange has that works on a job, or on a round of them. */
  private static final Set<String> JOBS = Set.of("job", "round");

  /** Where no step comes any more. */
  static final Known OVER = new Known(Set.of(), false, true);

  static Known of(Set<String> set) {
    return new Known(Set.copyOf(set), areOfJob(set), false);
  }

  static boolean areOfJob(Set<String> variables) {
    return variables.stream().anyMatch(JOBS::contains);
  }

  boolean has(String variable) {
    return over || set.contains(variable);
  }

  Known with(Set<String> variables) {
    if (over || set.containsAll(variables)) {
      return this;
    }
    var more = new TreeSet<>(set);
    more.addAll(variables);
    return new Known(more, ofJob || areOfJob(variables), false);
  }

  Known without(Predicate<String> variable) {
    var fewer = new TreeSet<>(set);
    fewer.removeIf(variable);
    return new Known(fewer, ofJob, over);
  }

  /** What is known where two ways come together. */
  Known meet(Known other) {
    if (over || other.over) {
      return over ? other : this;
    }
    var both = new TreeSet<>(set);
    both.retainAll(other.set);
    return new Known(both, ofJob || other.ofJob, false);
  }
}
