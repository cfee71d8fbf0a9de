package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.State.Delivered;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.VideoOrder;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;

/** Jobs in the shape that the API returns, with or without links to their files. */
final class Shown {

  private final Links links;
  private final Clock clock;

  Shown(Links links, Clock clock) {
    this.links = links;
    this.clock = clock;
  }

  /** A job as the API returns it, without links. */
  public static Object toNobody(Job job) {
    return switch (job.order()) {
      case VideoOrder v -> VideoObject.of(job, null);
      case ImageOrder i -> ImageAnswers.withoutLinks(job);
    };
  }

  /** A job as the API returns it, with links that start with {@code base}. */
  public Object linked(Job job, String base) {
    return switch (job.order()) {
      case VideoOrder v -> shown(job, base);
      case ImageOrder i -> ImageAnswers.linked(job, links, base);
    };
  }

  VideoObject shown(Job job, HttpServletRequest call) {
    return shown(job, links.base(call));
  }

  private VideoObject shown(Job job, String base) {
    return job.state() instanceof Delivered delivered && delivered.isKept(clock.instant())
        ? VideoObject.of(job, links.to(delivered.first(), base))
        : VideoObject.of(job, null);
  }
}
