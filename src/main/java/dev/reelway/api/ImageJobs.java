package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.job.JobQueries;
import dev.reelway.job.State.Delivered;
import dev.reelway.job.Watch;
import dev.reelway.job.Watches;
import dev.reelway.licence.Licence;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/**
 * Finds the images of an earlier request, for callers who did not receive its response. Images of
 * other licences count as unknown.
 */
public final class ImageJobs {

  private final CallReader reader;
  private final JobQueries jobs;
  private final Watches watches;
  private final Waiting waiting;
  private final Clock clock;

  ImageJobs(CallReader reader, JobQueries jobs, Watches watches, Waiting waiting, Clock clock) {
    this.reader = reader;
    this.jobs = jobs;
    this.watches = watches;
    this.waiting = waiting;
    this.clock = clock;
  }

  /**
   * Subscribes to an image job, so that the request is answered like the one that created the job.
   */
  public Watch watch(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("id") String id,
      @Variable("licence") Licence licence,
      Exchange exchange) {
    exchange.setVariable("format", ImageCalls.format(reader.query(sealed.call())));
    var job = find(id, licence);
    waiting.enter(licence, sealed.call());
    return watches.watch(job);
  }

  private Job find(String id, Licence licence) {
    var job =
        JobId.isJobId(id) && !JobId.isVideo(id)
            ? jobs.findOwned(id, licence.name()).orElse(null)
            : null;
    if (job == null) {
      throw CallRefused.unknownImage(id);
    }
    if (job.state() instanceof Delivered made && !made.isKept(clock.instant())) {
      throw new CallRefused(
          404,
          "id",
          "image_expired",
          "Image %s was kept until %s. Create it again.".formatted(id, made.expires()));
    }
    return job;
  }
}
