package dev.reelway.job;

import dev.reelway.upstream.PartialImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The subscriptions to jobs in this process; each is notified of each change. */
public final class JobSubscriptions {

  private static final int READ_AT_ONCE = 500;

  private final JobQueries queries;
  private final VideoFeeds videoFeeds;
  private final ConcurrentHashMap<String, List<JobSubscription>> byJob = new ConcurrentHashMap<>();

  JobSubscriptions(JobQueries queries, VideoFeeds videoFeeds) {
    this.queries = queries;
    this.videoFeeds = videoFeeds;
  }

  /** Those who follow all videos of a licence. */
  VideoFeeds videoFeeds() {
    return videoFeeds;
  }

  /** Watches a job that is in the ledger already. */
  public JobSubscription watch(Job job) {
    var jobSubscription = open(job.id());
    try {
      jobSubscription.publish(queries.findAny(job.id()).orElse(job));
    } catch (RuntimeException e) {
      jobSubscription.close();
      throw e;
    }
    return jobSubscription;
  }

  /** Notifies of changes that other processes have made, if the ledger is shared. */
  public void notifyOfOtherProcesses() {
    if (queries.isShared()) {
      var open = byJob.keySet().stream().filter(id -> isAny(id, JobSubscription::isOpen)).toList();
      for (int from = 0; from < open.size(); from += READ_AT_ONCE) {
        publishChanged(open.subList(from, Math.min(open.size(), from + READ_AT_ONCE)));
      }
    }
    videoFeeds.notifyOfOtherProcesses();
  }

  /** Most have not changed since: their orders are not read. */
  private void publishChanged(List<String> ids) {
    var changed = new ArrayList<String>();
    queries.progress(
        ids,
        (id, name, progress) -> {
          if (isAny(id, one -> one.isBehind(name, progress))) {
            changed.add(id);
          }
        });
    queries.findAny(changed).forEach(this::publish);
  }

  private boolean isAny(String id, Predicate<JobSubscription> which) {
    return byJob.getOrDefault(id, List.of()).stream().anyMatch(which);
  }

  JobSubscription open(String id) {
    var jobSubscription = new JobSubscription(id, this);
    byJob.merge(id, List.of(jobSubscription), JobSubscriptions::both);
    return jobSubscription;
  }

  private static List<JobSubscription> both(
      List<JobSubscription> some, List<JobSubscription> more) {
    return Stream.of(some, more).flatMap(List::stream).toList();
  }

  void notifyOf(Job job) {
    publish(job);
    videoFeeds.changed(job);
  }

  private void publish(Job job) {
    byJob
        .getOrDefault(job.id(), List.of())
        .forEach(jobSubscription -> jobSubscription.publish(job));
  }

  /** Passes an unfinished image on to those in this process who take them. */
  void publish(String job, PartialImage partial) {
    byJob.getOrDefault(job, List.of()).forEach(jobSubscription -> jobSubscription.publish(partial));
  }

  void forget(JobSubscription jobSubscription) {
    byJob.computeIfPresent(jobSubscription.id(), (id, all) -> without(all, jobSubscription));
  }

  private static @Nullable List<JobSubscription> without(
      List<JobSubscription> all, JobSubscription one) {
    var others = all.stream().filter(other -> other != one).toList();
    return others.isEmpty() ? null : others;
  }

  boolean isOpen(String id) {
    return byJob.containsKey(id);
  }
}
