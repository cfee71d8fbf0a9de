package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.job.Ledger;
import dev.reelway.job.State.Delivered;
import dev.reelway.licence.Licence;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.sink.Asset;
import java.io.IOException;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/** What the calls under {@code /v1/videos} ask for. Other people's videos are unknown ones. */
public final class VideoCalls {

  private final CallReader reader;
  private final Orders orders;
  private final Ledger ledger;

  public VideoCalls(CallReader reader, Orders orders, Ledger ledger) {
    this.reader = reader;
    this.orders = orders;
    this.ledger = ledger;
  }

  /** The order of a create call. */
  public Order order(@Header("CamelHttpServletRequest") Sealed sealed) throws IOException {
    return orders.video(reader.read(sealed.call()));
  }

  /** The order of a remix call; only a delivered video can be remixed. */
  public Order remix(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("id") String id,
      @Variable("licence") Licence licence)
      throws IOException {
    var source = find(id, licence);
    if (!(source.state() instanceof Delivered)) {
      var status = VideoObject.status(source.state());
      throw new OrderRefused(
          "id", "Video %s is %s: only a completed video can be remixed.".formatted(id, status));
    }
    return orders.remix(reader.read(sealed.call()), id, source.order());
  }

  /** The job of this name. */
  public Job find(@Header("id") String id, @Variable("licence") Licence licence) {
    return JobId.isJobId(id)
        ? ledger.find(id, licence.name()).orElseThrow(() -> CallRefused.unknownVideo(id))
        : unknown(id);
  }

  private static Job unknown(String id) {
    throw CallRefused.unknownVideo(id.length() > 64 ? id.substring(0, 64) + "…" : id);
  }

  /** One page of the licence's videos, newest first unless asked otherwise. */
  public VideoPage list(
      @Header("CamelHttpServletRequest") Sealed sealed, @Variable("licence") Licence licence) {
    var wishes = reader.query(sealed.call());
    var page = PageWish.of(wishes);
    var found = ledger.list(licence.name(), page.after(), page.ascending(), page.limit() + 1);
    return VideoPage.of(found, page.limit());
  }

  /**
   * The file that a content call asks for: the film, or with {@code variant=thumbnail} its picture.
   */
  public Asset asset(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("id") String id,
      @Variable("licence") Licence licence) {
    var variant = reader.query(sealed.call()).text("variant");
    var job = find(id, licence);
    return switch (variant == null ? "video" : variant) {
      case "video" -> film(job);
      case "thumbnail" -> thumbnail(job);
      default -> throw new OrderRefused("variant", "variant must be video or thumbnail");
    };
  }

  /** A job as the API shows it. */
  public static Object shown(Job job) {
    return VideoObject.of(job);
  }

  private static Asset film(Job job) {
    if (job.state() instanceof Delivered(var at, var film)) {
      return film;
    }
    var status = VideoObject.status(job.state());
    throw new CallRefused(
        404,
        "id",
        "video_not_ready",
        "Video %s is %s: its content is there once it is completed.".formatted(job.id(), status));
  }

  private static Asset thumbnail(Job job) {
    var thumbnail = film(job).thumbnail();
    if (thumbnail == null) {
      throw new CallRefused(
          404, "variant", "no_thumbnail", "Video %s has no thumbnail.".formatted(job.id()));
    }
    return thumbnail;
  }
}
