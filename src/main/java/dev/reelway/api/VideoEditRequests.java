package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.library.EditDraft;
import dev.reelway.library.VideoSource;
import dev.reelway.library.VideoSources;
import dev.reelway.licence.Licence;
import dev.reelway.order.Operation;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.VideoOrder;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/**
 * Handles requests that edit or extend a video. Videos of other licences count as unknown, unless
 * one of our signed links names them.
 */
public final class VideoEditRequests {

  private final RequestReader reader;
  private final OrderFactory orderFactory;
  private final JobQueries jobs;
  private final LinkedFiles files;
  private final Predicate<Operation> supported;
  private final Clock clock;

  /**
   * @param supported whether any model can edit or extend videos
   */
  VideoEditRequests(
      RequestReader reader,
      OrderFactory orderFactory,
      JobQueries jobs,
      LinkedFiles files,
      Predicate<Operation> supported,
      Clock clock) {
    this.reader = reader;
    this.orderFactory = orderFactory;
    this.jobs = jobs;
    this.files = files;
    this.supported = supported;
    this.clock = clock;
  }

  /** The order of an edit, whose source may have to be read. */
  public EditDraft edit(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("licence") Licence licence)
      throws IOException {
    return draft(Operation.EDIT, opaqueRequest, response, licence);
  }

  /** The order of an extension, whose source may have to be read. */
  public EditDraft extend(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("licence") Licence licence)
      throws IOException {
    return draft(Operation.EXTEND, opaqueRequest, response, licence);
  }

  private EditDraft draft(
      Operation operation,
      OpaqueRequest opaqueRequest,
      HttpServletResponse response,
      Licence licence)
      throws IOException {
    if (!supported.test(operation)) {
      throw UnsupportedOperation.of(operation);
    }
    var parameters = reader.read(opaqueRequest.request());
    UnsupportedOperation.checkCharacters(parameters);
    var own = new OwnVideos(operation, licence);
    var source = new VideoSources(own).of(parameters);
    return new EditDraft(
        orderFactory.edit(operation, parameters, source.ordered(), opaqueRequest, response),
        source);
  }

  /** The videos of one licence, and all videos and images that our signed links lead to. */
  private final class OwnVideos implements VideoSources.OwnVideos {

    private final Operation operation;
    private final Licence licence;

    OwnVideos(Operation operation, Licence licence) {
      this.operation = operation;
      this.licence = licence;
    }

    @Override
    public VideoSource video(String param, String id) {
      var job =
          Optional.of(id)
              .filter(JobId::isVideo)
              .flatMap(known -> jobs.findOwned(known, licence.name()))
              .orElseThrow(() -> RequestRefused.unknownVideo(param, id));
      return source(param, job);
    }

    private VideoSource source(String param, Job job) {
      if (!(job.state() instanceof Delivered delivered)) {
        throw new OrderRefused(
            param,
            "Video %s is %s. Only a completed video can be %s."
                .formatted(job.id(), VideoObject.status(job.state()), participle()));
      }
      if (!delivered.isRetained(clock.instant())) {
        throw RequestRefused.expired(param, job.id(), delivered);
      }
      return new VideoSource.Rendered(
          param, job.id(), (VideoOrder) job.order(), (VideoOrder) job.made());
    }

    private String participle() {
      return operation == Operation.EDIT ? "edited" : "extended";
    }

    @Override
    public Optional<VideoSource> link(String param, URI link) {
      return files
          .linked(param, link, licence)
          .map(found -> isFirst(found) ? source(param, found.job()) : file(param, found));
    }

    private VideoSource file(String param, LinkedFiles.Linked found) {
      var job = isOwn(found) ? found.job() : null;
      return job == null
          ? new VideoSource.LinkedFile(param, found.file(), null, null)
          : new VideoSource.LinkedFile(param, found.file(), job.id(), (VideoOrder) job.order());
    }

    private boolean isFirst(LinkedFiles.Linked found) {
      return isOwn(found)
          && found.job().state() instanceof Delivered delivered
          && delivered.first().equals(found.file());
    }

    private boolean isOwn(LinkedFiles.Linked found) {
      return found.job().licence().equals(licence.name()) && JobId.isVideo(found.job().id());
    }
  }
}
