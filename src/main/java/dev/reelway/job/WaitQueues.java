package dev.reelway.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The wait queues that this process knows: it has sent jobs there, or has discovered them in the
 * ledger, which has the jobs in them.
 */
final class WaitQueues {

  /** A called job whose worker has not begun by then is given up. */
  private static final Duration LONGEST_CALL = Duration.ofMinutes(1);

  private final Clock clock;

  /** How many times jobs have joined each wait queue, the one called longest ago first. */
  private final Map<WaitQueue, Integer> joined = new LinkedHashMap<>();

  private final Map<String, Call> called = new LinkedHashMap<>();

  /** The wait queues of another configuration, and since when they are known. */
  private final Map<String, Instant> outdated = new HashMap<>();

  WaitQueues(Clock clock) {
    this.clock = clock;
  }

  /** A job that was called from its wait queue, and has not taken its capacity yet. */
  private record Call(WaitQueue waitQueue, Instant since) {}

  /** A job is in the wait queue now. Called after the commit, so that no job is overlooked. */
  synchronized void join(WaitQueue waitQueue) {
    joined.merge(waitQueue, 1, Integer::sum);
  }

  /**
   * Jobs of another process wait there.
   *
   * @return whether that is news
   */
  synchronized boolean learn(WaitQueue waitQueue) {
    return joined.putIfAbsent(waitQueue, 1) == null;
  }

  /**
   * Which wait queues have been those of another configuration since that time or before.
   *
   * @param outdated those that are now
   */
  synchronized List<String> outdatedSince(Set<String> outdated, Instant time) {
    this.outdated.keySet().retainAll(outdated);
    outdated.forEach(name -> this.outdated.putIfAbsent(name, clock.instant()));
    return this.outdated.entrySet().stream()
        .filter(one -> !one.getValue().isAfter(time))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether jobs wait there, or did until just now. */
  synchronized boolean isKnown(WaitQueue waitQueue) {
    return joined.containsKey(waitQueue);
  }

  /** Where a job would wait behind others, if it would. */
  Optional<WaitQueue> behind(Job job, CapacityPlanner capacityPlanner) {
    if (isEmpty()) {
      return Optional.empty();
    }
    try {
      return capacityPlanner.waitQueue(job).filter(this::isKnown);
    } catch (JobImpossible | NotConfigured ignored) { // The submit step reports it.
      return Optional.empty();
    }
  }

  synchronized boolean isEmpty() {
    return joined.isEmpty();
  }

  /** All wait queues, the one called longest ago first. */
  synchronized List<WaitQueue> all() {
    return List.copyOf(joined.keySet());
  }

  /**
   * Calls jobs from a wait queue; if fewer come than wanted, the wait queue is empty.
   *
   * @param calling claims that many of the jobs that have waited longest
   */
  List<Job> call(WaitQueue waitQueue, int most, Function<Integer, List<Job>> calling) {
    int before = countOf(waitQueue);
    var jobs = calling.apply(most);
    called(waitQueue, jobs, jobs.size() < most ? before : -1);
    return jobs;
  }

  private synchronized int countOf(WaitQueue waitQueue) {
    return joined.getOrDefault(waitQueue, 0);
  }

  private synchronized void called(WaitQueue waitQueue, List<Job> jobs, int last) {
    jobs.forEach(job -> called.put(job.id(), new Call(waitQueue, clock.instant())));
    var count = joined.remove(waitQueue);
    if (count != null && count != last) {
      joined.put(waitQueue, count);
    }
  }

  /** Whether a job was called, while others have to wait. */
  synchronized boolean isCalled(Job job) {
    return called.containsKey(job.id());
  }

  /** A called job has taken its capacity, or found none. */
  synchronized void settled(Job job) {
    called.remove(job.id());
  }

  /** How many called jobs may go there. */
  synchronized int calledTo(String upstream) {
    var lost = clock.instant().minus(LONGEST_CALL);
    called.values().removeIf(call -> call.since().isBefore(lost));
    return (int)
        called.values().stream().filter(call -> call.waitQueue().leadsTo(upstream)).count();
  }
}
