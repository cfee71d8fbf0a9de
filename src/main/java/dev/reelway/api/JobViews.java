package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Jobs in the shape that the API returns, with links to the files that they still have. */
final class JobViews {

  private final SignedLinks signedLinks;
  private final Function<Job, Optional<Instant>> expectedEnd;
  private final UnaryOperator<Job> explained;
  private final boolean showUpstreams;
  private final Clock clock;

  /**
   * @param expectedEnd when a render under way usually ends; empty if that is not known
   * @param explained the job with the reason why it waits, if there is one
   * @param showUpstreams whether callers are told which upstream renders a video
   */
  JobViews(
      SignedLinks signedLinks,
      Function<Job, Optional<Instant>> expectedEnd,
      UnaryOperator<Job> explained,
      boolean showUpstreams,
      Clock clock) {
    this.signedLinks = signedLinks;
    this.expectedEnd = expectedEnd;
    this.explained = explained;
    this.showUpstreams = showUpstreams;
    this.clock = clock;
  }

  /** A job as the API returns it, with links that start with {@code base}. */
  public Object withLinks(Job job, String base) {
    return switch (job.order()) {
      case VideoOrder v -> view(job, base);
      case ImageOrder i ->
          isRetained(job)
              ? ImageResponses.withLinks(job, signedLinks, base)
              : ImageResponses.withoutLinks(job);
    };
  }

  VideoObject view(Job job, HttpServletRequest call) {
    return view(job, base(call));
  }

  /** The start of links for this caller. */
  String base(HttpServletRequest call) {
    return signedLinks.base(call);
  }

  VideoObject view(Job job, String base) {
    Function<Asset, String> links = file -> signedLinks.link(file, base);
    var render =
        RenderView.of(explained.apply(job), expectedEnd.apply(job).orElse(null), showUpstreams);
    return VideoObject.of(job, isRetained(job) ? links : null, render);
  }

  private boolean isRetained(Job job) {
    return job.state() instanceof Delivered delivered && delivered.isRetained(clock.instant());
  }
}
