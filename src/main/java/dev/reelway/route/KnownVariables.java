package dev.reelway.route;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is known of an exchange at a step, on whichever path it got there.
 *
 * @param set the variables that are set on every path
 * @param ofJob whether it works on a job on one of the paths
 * @param over whether no exchange reaches the step
 */
record KnownVariables(Set<String> set, boolean ofJob, boolean over) {

  /** The variables of an exchange that works on a job or on a poll batch. */
  private static final Set<String> JOBS = Set.of("job", "pollBatch");

  /** After the end of a route. */
  static final KnownVariables OVER = new KnownVariables(Set.of(), false, true);

  static KnownVariables of(Set<String> set) {
    return new KnownVariables(Set.copyOf(set), areOfJob(set), false);
  }

  static boolean areOfJob(Set<String> variables) {
    return variables.stream().anyMatch(JOBS::contains);
  }

  boolean has(String variable) {
    return over || set.contains(variable);
  }

  KnownVariables with(Set<String> variables) {
    if (over || set.containsAll(variables)) {
      return this;
    }
    var more = new TreeSet<>(set);
    more.addAll(variables);
    return new KnownVariables(more, ofJob || areOfJob(variables), false);
  }

  KnownVariables without(Predicate<String> variable) {
    var fewer = new TreeSet<>(set);
    fewer.removeIf(variable);
    return new KnownVariables(fewer, ofJob, over);
  }

  /** What is known where two paths meet. */
  KnownVariables meet(KnownVariables other) {
    if (over || other.over) {
      return over ? other : this;
    }
    var both = new TreeSet<>(set);
    both.retainAll(other.set);
    return new KnownVariables(both, ofJob || other.ofJob, false);
  }
}
