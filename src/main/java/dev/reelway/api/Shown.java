package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.State.Delivered;
import jakarta.servlet.http.HttpServletRequest;

/** Jobs as the Videos API shows them to a caller, with the link that opens the film. */
final class Shown {

  private final Links links;

  Shown(Links links) {
    this.links = links;
  }

  VideoObject shown(Job job, HttpServletRequest call) {
    return job.state() instanceof Delivered delivered
        ? VideoObject.of(job, links.to(delivered.first(), links.base(call)))
        : VideoObject.of(job, null);
  }
}
