package dev.reelway.job;

import dev.reelway.upstream.PartialImage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The subscriptions to jobs in this process; each is notified of each change. */
public final class JobSubscriptions {

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
      queries.findAny(Set.copyOf(byJob.keySet())).forEach(this::publish);
    }
    videoFeeds.notifyOfOtherProcesses();
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
