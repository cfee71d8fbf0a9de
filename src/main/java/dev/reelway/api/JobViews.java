package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.VideoOrder;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;

/** Jobs in the shape that the API returns, with links to the files that they still have. */
final class JobViews {

  private final SignedLinks signedLinks;
  private final Clock clock;

  JobViews(SignedLinks signedLinks, Clock clock) {
    this.signedLinks = signedLinks;
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
    return view(job, signedLinks.base(call));
  }

  private VideoObject view(Job job, String base) {
    return isRetained(job)
        ? VideoObject.of(job, file -> signedLinks.link(file, base))
        : VideoObject.of(job, null);
  }

  private boolean isRetained(Job job) {
    return job.state() instanceof Delivered delivered && delivered.isRetained(clock.instant());
  }
}
