package dev.reelway.job;

import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failure;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Account;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Upstreams;
import dev.reelway.wire.Causes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/** The earlier renders that remixes, edits and extensions start from. */
final class SourceRenders {

  /** What an order ends with that can only be made of a video which its upstream has deleted. */
  static final Failure LOST =
      new Failure("source_lost", "The upstream no longer has the source video.");

  private static final Set<Integer> GONE = Set.of(404, 410);

  private static final List<String> WITHOUT_ITS_SIZE = List.of("model", "seconds");
  private static final List<String> WITH_ITS_SIZE = List.of("model", "seconds", "size");

  private final Upstreams upstreams;
  private final JobQueries queries;
  private final Clock clock;

  SourceRenders(Upstreams upstreams, JobQueries queries, Clock clock) {
    this.upstreams = upstreams;
    this.queries = queries;
    this.clock = clock;
  }

  /** The render of a job at its upstream. */
  Optional<RenderTask> made(String id) {
    return queries.findAny(id).map(Job::state).map(JobState::renderTask);
  }

  /** A remix in the size and of the length of its source. */
  Order shaped(Order remix) {
    return Optional.ofNullable(remix.remixOf())
        .flatMap(queries::findAny)
        .filter(job -> job.made() instanceof VideoOrder && remix instanceof VideoOrder)
        .<Order>map(job -> ((VideoOrder) remix).shapedAs((VideoOrder) job.made()))
        .orElse(remix);
  }

  /**
   * What a remix leaves to its source, which has it of a video that was edited or extended: there
   * may be no such length or size to order. Empty if all of it can be ordered.
   */
  List<String> inherited(Order remix) {
    return remix.isNativeRemix() && remix instanceof VideoOrder video
        ? Optional.ofNullable(video.remixOf())
            .flatMap(queries::findAny)
            .map(Job::made)
            .filter(made -> made instanceof VideoOrder source && video.isAsLongAs(source))
            .filter(source -> source.source() != null || !inherited(source).isEmpty())
            .map(source -> source.size().equals(video.size()) ? WITH_ITS_SIZE : WITHOUT_ITS_SIZE)
            .orElse(List.of())
        : List.of();
  }

  /** The account that made the video of a job; none if there is no job. */
  Optional<Account> account(@Nullable String job) {
    return Optional.ofNullable(job).flatMap(this::made).map(at -> at.target().account());
  }

  /**
   * The render that a remix is made of, at its own upstream.
   *
   * @throws JobImpossible if no render of the source is recorded
   * @throws NotConfigured if that upstream, or its key for the render, is not configured
   */
  RenderTask remixed(String id) {
    var at =
        made(id)
            .orElseThrow(
                () -> new JobImpossible("source_lost", "The source video is no longer recorded."));
    if (upstreams.find(at.target()).isEmpty()) {
      throw new NotConfigured(
          "The upstream that made the source video, or the key for it, is no longer configured.");
    }
    return at;
  }

  /**
   * The upstream's own task of the video that a job starts from; null if its file has to be sent. A
   * request that is sent again under its key, as its answer was lost, has what it had before.
   */
  @Nullable String task(Job job) {
    var order = job.order();
    var remixed = order.remixOf();
    if (remixed != null) {
      return order.isFrameRemix() ? null : remixed(remixed).task();
    }
    var source = order.source() == null ? null : order.source().renderedBy();
    if (source == null || job.tries().notAccepted() && isStored(source)) {
      return null; // the upstream may have refused the task because it keeps it no longer
    }
    return made(source)
        .filter(at -> at.target().account().equals(job.submitting().at().account()))
        .map(RenderTask::task)
        .orElse(null);
  }

  /** Whether the order of a job named a task of its upstream that is gone, as these answers say. */
  boolean isGone(Job job, Throwable thrown) {
    return Causes.first(thrown, HttpOperationFailedException.class)
        .filter(answer -> GONE.contains(answer.getStatusCode()))
        .filter(answer -> job.order().isNativeRemix() || task(job) != null)
        .isPresent();
  }

  /** Whether the video that a job edits or extends can be sent as a file. */
  boolean hasFile(Job job) {
    var source = job.order().source();
    return source != null && source.renderedBy() != null && isStored(source.renderedBy());
  }

  private boolean isStored(String id) {
    return queries
        .findNotDeleted(id)
        .filter(job -> job.state() instanceof Delivered made && made.isRetained(clock.instant()))
        .isPresent();
  }
}
