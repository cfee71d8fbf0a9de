package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.job.JobQueries;
import dev.reelway.job.State.Delivered;
import dev.reelway.job.Watch;
import dev.reelway.job.Watches;
import dev.reelway.library.Draft;
import dev.reelway.licence.Licence;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.sink.Asset;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/** Handles requests under {@code /v1/videos}. Videos of other licences count as unknown. */
public final class VideoCalls {

  /** The parameters in which clients send the image that a video starts from. */
  private static final List<String> IMAGE_PARAMETERS =
      List.of("input_reference", "image", "images", "image_url");

  private final CallReader reader;
  private final Ordering ordering;
  private final JobQueries jobs;
  private final Watches watches;
  private final OwnFiles files;
  private final Shown shown;
  private final Clock clock;

  VideoCalls(
      CallReader reader,
      Ordering ordering,
      JobQueries jobs,
      Watches watches,
      OwnFiles files,
      Shown shown,
      Clock clock) {
    this.reader = reader;
    this.ordering = ordering;
    this.jobs = jobs;
    this.watches = watches;
    this.files = files;
    this.shown = shown;
    this.clock = clock;
  }

  /** The order of a create request. */
  public Draft order(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("CamelHttpServletResponse") HttpServletResponse response)
      throws IOException {
    var parameters = reader.read(sealed.call());
    var order = ordering.video(parameters, sealed, response);
    return new Draft(order, files.pictures(sealed.call(), parameters, IMAGE_PARAMETERS));
  }

  /** The order of a remix request; only a completed video can be remixed. */
  public Draft remix(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Header("id") String id,
      @Variable("licence") Licence licence)
      throws IOException {
    var source = find(id, licence);
    if (!(source.state() instanceof Delivered)) {
      var status = VideoObject.status(source.state());
      throw new OrderRefused(
          "id", "Video %s is %s. Only a completed video can be remixed.".formatted(id, status));
    }
    var parameters = reader.read(sealed.call());
    var order = ordering.remix(parameters, source, sealed, response);
    Orders.checkReferences(
        order, files.pictures(sealed.call(), parameters, IMAGE_PARAMETERS).size());
    return ordering.remixed(order, source, "id");
  }

  /** The job with this id. */
  public Job find(@Header("id") String id, @Variable("licence") Licence licence) {
    return JobId.isVideo(id)
        ? jobs.findOwned(id, licence.name()).orElseThrow(() -> CallRefused.unknownVideo(id))
        : unknown(id);
  }

  private static Job unknown(String id) {
    throw CallRefused.unknownVideo(id.length() > 64 ? id.substring(0, 64) + "…" : id);
  }

  /** One page of the licence's videos, newest first unless asked otherwise. */
  public Page<?> list(
      @Header("CamelHttpServletRequest") Sealed sealed, @Variable("licence") Licence licence) {
    var parameters = reader.query(sealed.call());
    var page = PageWish.of(parameters);
    var found = jobs.videosOf(licence.name(), page.after(), page.ascending(), page.limit() + 1);
    var videos = found.stream().map(job -> shown.shown(job, sealed.call())).toList();
    return Page.of(videos, page.limit(), VideoObject::id);
  }

  /**
   * The file that a content request asks for: the video, or with {@code variant=thumbnail} its
   * thumbnail. A video that is not completed, or no longer stored, is refused with 404.
   */
  public Asset asset(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("id") String id,
      @Variable("licence") Licence licence) {
    var variant = reader.query(sealed.call()).text("variant");
    var job = find(id, licence);
    return switch (variant == null ? "video" : variant) {
      case "video" -> video(job);
      case "thumbnail" -> thumbnail(job);
      default -> throw new OrderRefused("variant", "variant must be video or thumbnail");
    };
  }

  /** Subscribes to the states of a video. */
  public Watch watch(@Header("id") String id, @Variable("licence") Licence licence) {
    return watches.watch(find(id, licence));
  }

  private Asset video(Job job) {
    if (job.state() instanceof Delivered delivered) {
      return requireAvailable(job, delivered);
    }
    var status = VideoObject.status(job.state());
    throw new CallRefused(
        404,
        "id",
        "video_not_ready",
        "Video %s is %s. Its content is available once it is completed."
            .formatted(job.id(), status));
  }

  private Asset requireAvailable(Job job, Delivered delivered) {
    if (!delivered.isKept(clock.instant())) {
      throw new CallRefused(
          404,
          "id",
          "video_expired",
          "Video %s was stored until %s. Its content is no longer available."
              .formatted(job.id(), delivered.expires()));
    }
    return delivered.first();
  }

  private Asset thumbnail(Job job) {
    var thumbnail = video(job).thumbnail();
    if (thumbnail == null) {
      throw new CallRefused(
          404, "variant", "no_thumbnail", "Video %s has no thumbnail.".formatted(job.id()));
    }
    return thumbnail;
  }
}
