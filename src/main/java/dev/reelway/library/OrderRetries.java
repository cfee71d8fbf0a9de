package dev.reelway.library;

import dev.reelway.job.Job;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.order.Models;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.RetryRefused;
import dev.reelway.order.SourceVideo;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Decides whether the order of a failed job can be repeated, and keeps its files for the repeat.
 */
public final class OrderRetries {

  private final Models models;
  private final ContentStore contentStore;
  private final Function<Job, Optional<String>> openRetry;
  private final Clock clock;

  /**
   * @param openRetry the id of an open job that repeats the order of a failed one
   */
  OrderRetries(
      Models models,
      ContentStore contentStore,
      Function<Job, Optional<String>> openRetry,
      Clock clock) {
    this.models = models;
    this.contentStore = contentStore;
    this.openRetry = openRetry;
    this.clock = clock;
  }

  /**
   * The same job, if its order can be repeated now.
   *
   * @param acceptCost whether it is repeated although the failed job may be paid
   * @throws RetryRefused if the job has not failed, is being retried already, may be paid, or is
   *     not known whole
   * @throws OrderRefused if a file that the order needs is no longer stored
   * @throws dev.reelway.order.ModelSwitchedOff if its model can no longer be ordered
   */
  public Job check(Job job, boolean acceptCost) {
    if (!(job.state() instanceof Failed)) {
      throw RetryRefused.ofStatus(
          job.id(), job.state() instanceof Delivered ? "completed" : "not ended yet");
    }
    openRetry
        .apply(job)
        .ifPresent(
            retry -> {
              throw RetryRefused.isOpen(job.id(), retry);
            });
    if (job.history().newer()) {
      throw RetryRefused.ofNewer(job.id());
    }
    if (job.mayBePaid() && !acceptCost) {
      throw RetryRefused.mayBePaid(job.id());
    }
    models.check(job.order().base());
    contents(job.order()).forEach(this::use);
    return job;
  }

  private static Stream<String> contents(Order order) {
    var source = Optional.ofNullable(order.source()).map(SourceVideo::file);
    return Stream.concat(order.contents().stream(), source.stream().map(video -> video.sha256()));
  }

  private void use(String sha256) {
    if (contentStore.use(sha256, clock.instant()).isEmpty()) {
      throw new OrderRefused(
          "id",
          "A file that the order starts from is no longer stored. Order it again with the file.");
    }
  }
}
