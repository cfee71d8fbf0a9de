package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.State.Delivered;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.VideoOrder;
import jakarta.servlet.http.HttpServletRequest;

/** Jobs as the API shows them; to a caller with the link that opens the film. */
public final class Shown {

  private final Links links;

  Shown(Links links) {
    this.links = links;
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
    return job.state() instanceof Delivered delivered
        ? VideoObject.of(job, links.to(delivered.first(), base))
        : VideoObject.of(job, null);
  }
}
