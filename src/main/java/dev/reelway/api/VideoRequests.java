package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobSubscription;
import dev.reelway.job.JobSubscriptions;
import dev.reelway.job.VideoFilter;
import dev.reelway.job.VideoPage;
import dev.reelway.library.OrderDraft;
import dev.reelway.licence.Licence;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.order.Parameters;
import dev.reelway.order.UnknownParameter;
import dev.reelway.sink.Asset;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/** Handles requests under {@code /v1/videos}. Videos of other licences count as unknown. */
public final class VideoRequests {

  private static final int MOST_SEARCHES = 4;

  private final RequestReader reader;
  private final OrderFactory orderFactory;
  private final JobQueries jobs;
  private final JobSubscriptions jobSubscriptions;
  private final LinkedFiles files;
  private final JobViews jobViews;
  private final Clock clock;
  private final Semaphore searches = new Semaphore(MOST_SEARCHES);

  VideoRequests(
      RequestReader reader,
      OrderFactory orderFactory,
      JobQueries jobs,
      JobSubscriptions jobSubscriptions,
      LinkedFiles files,
      JobViews jobViews,
      Clock clock) {
    this.reader = reader;
    this.orderFactory = orderFactory;
    this.jobs = jobs;
    this.jobSubscriptions = jobSubscriptions;
    this.files = files;
    this.jobViews = jobViews;
    this.clock = clock;
  }

  /** The order of a create request. */
  public OrderDraft order(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("licence") Licence licence)
      throws IOException {
    var parameters = reader.read(opaqueRequest.request());
    UnsupportedOperation.checkCharacters(parameters);
    var order = orderFactory.video(parameters, opaqueRequest, response);
    return OrderDraft.of(order, files.images(parameters, licence));
  }

  /** The order of a remix request; only a completed video can be remixed. */
  public OrderDraft remix(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Header("id") String id,
      @Variable("licence") Licence licence)
      throws IOException {
    var source = find(id, licence);
    if (!(source.state() instanceof Delivered delivered)) {
      var status = VideoObject.status(source.state());
      throw new OrderRefused(
          "id", "Video %s is %s. Only a completed video can be remixed.".formatted(id, status));
    }
    requireAvailable(source, delivered);
    var parameters = reader.read(opaqueRequest.request());
    UnsupportedOperation.checkCharacters(parameters);
    var order = orderFactory.remix(parameters, source, opaqueRequest, response);
    Orders.checkReferences(order, files.images(parameters, licence).size());
    return orderFactory.remixDraft(order, delivered.first(), "id");
  }

  /** The job with this id. */
  public Job find(@Header("id") String id, @Variable("licence") Licence licence) {
    return JobId.isVideo(id)
        ? jobs.findOwned(id, licence.name()).orElseThrow(() -> RequestRefused.unknownVideo(id))
        : unknown(id);
  }

  /** Refuses requests about characters, which no model can be ordered with. */
  @SuppressWarnings("DoNotCallSuggester") // a route calls it
  public void refuseCharacters() {
    throw UnsupportedOperation.ofCharacters();
  }

  private static Job unknown(String id) {
    if (id.equals("characters")) {
      throw UnsupportedOperation.ofCharacters();
    }
    throw RequestRefused.unknownVideo(id.length() > 64 ? id.substring(0, 64) + "…" : id);
  }

  /** One page of the licence's videos, newest first unless asked otherwise. */
  public Page<?> list(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("licence") Licence licence) {
    var parameters = VideoFilters.known(reader.query(opaqueRequest.request()));
    var page = PageRequest.of(parameters);
    var filter = VideoFilters.of(opaqueRequest.request(), parameters);
    var found = page(licence, filter, page);
    var videos =
        found.videos().stream().map(job -> jobViews.view(job, opaqueRequest.request())).toList();
    return Page.of(videos, page.limit(), VideoObject::id).readTo(found.readTo());
  }

  /** A search in prompts reads much of the ledger, so that only a few run at the same time. */
  private VideoPage page(Licence licence, VideoFilter filter, PageRequest page) {
    boolean isSearch = !filter.words().isNone();
    if (isSearch && !searches.tryAcquire()) {
      throw new RequestRefused(
          503, "prompt", "search_busy", "Too many prompts are being searched. Try again later.");
    }
    try {
      return jobs.page(licence.name(), filter, page.after(), page.ascending(), page.limit() + 1);
    } finally {
      if (isSearch) {
        searches.release();
      }
    }
  }

  /**
   * The file that a content request asks for: the video, or with {@code variant=thumbnail} its
   * thumbnail; the images of its frames are made of the video, see {@link FrameContent}. A video
   * that is not completed, or no longer stored, is refused with 404.
   */
  public Asset asset(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("id") String id,
      @Variable("licence") Licence licence) {
    var parameters = reader.query(opaqueRequest.request());
    UnknownParameter.check(parameters, List.of("index", "variant"));
    var variant = parameters.text("variant");
    var job = find(id, licence);
    var video = output(job, parameters);
    return switch (variant == null ? "video" : variant) {
      case "video" -> video;
      case "thumbnail" -> thumbnail(job, video);
      case "spritesheet", "last_frame" -> video;
      default ->
          throw new OrderRefused(
              "variant", "variant must be video, thumbnail, spritesheet or last_frame");
    };
  }

  /** Subscribes to the states of a video. */
  public JobSubscription watch(@Header("id") String id, @Variable("licence") Licence licence) {
    return jobSubscriptions.watch(find(id, licence));
  }

  /** The video that {@code index} selects, by default the first. */
  private Asset output(Job job, Parameters parameters) {
    var videos = videos(job);
    Integer index = parameters.integer("index", allowed(videos));
    if (index != null && (index < 0 || index >= videos.size())) {
      throw new OrderRefused("index", "index must be " + allowed(videos));
    }
    return videos.get(index == null ? 0 : index);
  }

  private static String allowed(List<Asset> videos) {
    return videos.size() == 1
        ? "0, as there is one video"
        : "a whole number from 0 to " + (videos.size() - 1);
  }

  private List<Asset> videos(Job job) {
    if (job.state() instanceof Delivered delivered) {
      return requireAvailable(job, delivered);
    }
    var status = VideoObject.status(job.state());
    var sentence =
        job.state() instanceof Failed
            ? "Video %s has %s; it has no content. error.message of the video says why."
            : "Video %s is %s. Its content is available once it is completed.";
    throw new RequestRefused(404, "id", "video_not_ready", sentence.formatted(job.id(), status));
  }

  private List<Asset> requireAvailable(Job job, Delivered delivered) {
    if (!delivered.isRetained(clock.instant())) {
      throw RequestRefused.expired("id", job.id(), delivered);
    }
    return delivered.files();
  }

  private static Asset thumbnail(Job job, Asset video) {
    var thumbnail = video.thumbnail();
    if (thumbnail == null) {
      throw new RequestRefused(
          404, "variant", "no_thumbnail", "Video %s has no thumbnail.".formatted(job.id()));
    }
    return thumbnail;
  }
}
