package dev.reelway.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The lines that jobs wait in, as far as this process has sent them there or learned of them. Who
 * waits in them stands in the ledger; a line that no process knows is found out when its jobs look
 * by themselves.
 */
final class WaitQueues {

  /** A hand that has not come to its job by then has lost it. */
  private static final Duration LONGEST_CALL = Duration.ofMinutes(1);

  private final Clock clock;

  /** How many have joined each line, the line first that was called from longest ago. */
  private final Map<WaitQueue, Integer> joined = new LinkedHashMap<>();

  private final Map<String, Call> called = new LinkedHashMap<>();

  WaitQueues(Clock clock) {
    this.clock = clock;
  }

  /** A job that was called out of its line, and has not found its room yet. */
  private record Call(WaitQueue waitQueue, Instant since) {}

  /** A job stands in the line now: this is said after it is true, so that nobody is overlooked. */
  synchronized void join(WaitQueue waitQueue) {
    joined.merge(waitQueue, 1, Integer::sum);
  }

  /**
   * Jobs wait there that another process has sent there.
   *
   * @return whether that is news
   */
  synchronized boolean learn(WaitQueue waitQueue) {
    return joined.putIfAbsent(waitQueue, 1) == null;
  }

  /** Whether somebody waits there, or did until just now. */
  synchronized boolean isKnown(WaitQueue waitQueue) {
    return joined.containsKey(waitQueue);
  }

  synchronized boolean isEmpty() {
    return joined.isEmpty();
  }

  /** All lines, the one that was called from longest ago first. */
  synchronized List<WaitQueue> all() {
    return List.copyOf(joined.keySet());
  }

  /**
   * Calls jobs out of a line; where fewer come than asked for, nobody waits there any more.
   *
   * @param calling hands out that many of those who wait longest
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

  /** Whether a job's turn has come, while others may have to wait. */
  synchronized boolean isCalled(Job job) {
    return called.containsKey(job.id());
  }

  /** A job that was called has found its room, or none. */
  synchronized void settled(Job job) {
    called.remove(job.id());
  }

  /** How many are on their way that may go there. */
  synchronized int calledTo(String upstream) {
    var lost = clock.instant().minus(LONGEST_CALL);
    called.values().removeIf(call -> call.since().isBefore(lost));
    return (int)
        called.values().stream().filter(call -> call.waitQueue().leadsTo(upstream)).count();
  }
}
