package dev.reelway.job;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Those who watch jobs in this process, and are notified of each change. */
public final class Watches {

  private final JobQueries queries;
  private final ConcurrentHashMap<String, List<Watch>> byJob = new ConcurrentHashMap<>();

  Watches(JobQueries queries) {
    this.queries = queries;
  }

  /** Watches a job that is in the ledger already. */
  public Watch watch(Job job) {
    var watch = open(job.id());
    try {
      watch.tell(queries.findAny(job.id()).orElse(job));
    } catch (RuntimeException e) {
      watch.close();
      throw e;
    }
    return watch;
  }

  /** Notifies of the jobs that other processes work on, where there can be any. */
  public void notifyOfOtherProcesses() {
    if (queries.isShared()) {
      queries.findAny(Set.copyOf(byJob.keySet())).forEach(this::notifyOf);
    }
  }

  Watch open(String id) {
    var watch = new Watch(id, this);
    byJob.merge(id, List.of(watch), Watches::both);
    return watch;
  }

  private static List<Watch> both(List<Watch> some, List<Watch> more) {
    return Stream.of(some, more).flatMap(List::stream).toList();
  }

  void notifyOf(Job job) {
    byJob.getOrDefault(job.id(), List.of()).forEach(watch -> watch.tell(job));
  }

  void forget(Watch watch) {
    byJob.computeIfPresent(watch.id(), (id, all) -> without(all, watch));
  }

  private static @Nullable List<Watch> without(List<Watch> all, Watch one) {
    var others = all.stream().filter(other -> other != one).toList();
    return others.isEmpty() ? null : others;
  }

  boolean isOpen(String id) {
    return byJob.containsKey(id);
  }
}
