package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.State.Delivered;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.VideoOrder;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;

/** Jobs as the API shows them; to a caller with the link that opens the film. */
final class Shown {

  private final Links links;
  private final Clock clock;

  Shown(Links links, Clock clock) {
    this.links = links;
    this.clock = clock;
  }

  /** A job as the API shows it to nobody in particular: without links. */
  public static Object toNobody(Job job) {
    return switch (job.order()) {
      case VideoOrder v -> VideoObject.of(job, null);
      case ImageOrder i -> ImageAnswers.withoutLinks(job);
    };
  }

  /** A job as the API shows it, with links that start as the text says. */
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
