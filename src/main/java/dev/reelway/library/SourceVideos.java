package dev.reelway.library;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.job.Job;
import dev.reelway.job.JobImpossible;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.licence.Licence;
import dev.reelway.media.DeleteOnCompletion;
import dev.reelway.media.ImageRefused;
import dev.reelway.media.ReferenceSettings;
import dev.reelway.media.SpoolFolder;
import dev.reelway.media.SpoolFolder.SpoolFile;
import dev.reelway.media.VideoChecker;
import dev.reelway.net.DownloadRefused;
import dev.reelway.net.Downloader;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.SourceVideo;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/**
 * Reads the source videos of edits and extensions. One that a caller sends is checked, and stored
 * once under the SHA-256 of its content, before the order becomes a job; one of this service stays
 * where it is. Either is opened when the order is submitted.
 */
public final class SourceVideos {

  private final ContentStore contentStore;
  private final SpoolFolder spoolFolder;
  private final VideoChecker videoChecker;
  private final Downloader downloader;
  private final JobQueries jobs;
  private final UploadSpace uploadSpace;
  private final long largest;
  private final Clock clock;

  SourceVideos(
      ContentStore contentStore,
      SpoolFolder spoolFolder,
      VideoChecker videoChecker,
      Downloader downloader,
      JobQueries jobs,
      UploadSpace uploadSpace,
      ReferenceSettings settings,
      Clock clock) {
    this.contentStore = contentStore;
    this.spoolFolder = spoolFolder;
    this.videoChecker = videoChecker;
    this.downloader = downloader;
    this.jobs = jobs;
    this.uploadSpace = uploadSpace;
    this.largest = settings.largestVideo().toBytes();
    this.clock = clock;
  }

  /** The order of a video of this service. */
  public VideoOrder ofOwnVideo(@Variable("edit") EditDraft draft) {
    var source = (VideoSource.Rendered) draft.source();
    var video = SourceVideo.ofJob(draft.edit().operation(), source.job(), source.made());
    return draft.edit().of(video, source.made().size());
  }

  /** The order of a video that the caller has sent, which is stored now. */
  public VideoOrder ofFile(ReceivedVideo video) {
    if (video.isNew()) {
      contentStore.recordStored(video.storedContent(), video.target(), clock.instant());
    }
    return video.order();
  }

  /**
   * The stored file that has to be opened to read a source, or null if there is none.
   *
   * @throws OrderRefused if it does not exist
   */
  public @Nullable Asset stored(
      @Variable("edit") EditDraft draft, @Variable("licence") @Nullable Licence licence) {
    return switch (draft.source()) {
      case VideoSource.UploadedFile(var param, var id) -> uploaded(param, id, licence);
      case VideoSource.LinkedFile file -> file.asset();
      case VideoSource.Rendered own -> null;
      case VideoSource.InlineFile file -> null;
      case VideoSource.Base64Text text -> null;
      case VideoSource.RemoteLink link -> null;
    };
  }

  private Asset uploaded(String param, String id, @Nullable Licence licence) {
    var owner = licence == null ? "" : licence.name();
    return contentStore
        .file(id, owner, clock.instant())
        .flatMap(file -> contentStore.asset(file.sha256()))
        .orElseThrow(() -> new OrderRefused(param, "%s: no such file".formatted(param)));
  }

  /**
   * Reads a source, checks it, and finds its place in the sink.
   *
   * @param opened the opened file, if the source is a stored one
   * @throws StorageFull if the disk is nearly full
   * @throws OrderRefused if it cannot be read, is too large, too long or not a video
   */
  public ReceivedVideo read(
      @Variable("edit") EditDraft draft, @Body Object opened, Exchange exchange)
      throws IOException {
    var param = draft.source().param();
    try {
      var file = received(draft.source(), opened);
      exchange.getExchangeExtension().addOnCompletion(new DeleteOnCompletion(file));
      var info = videoChecker.check(file.path(), file.sha256());
      var order =
          draft
              .edit()
              .of(
                  SourceVideo.ofFile(draft.edit().operation(), info, draft.source().job()),
                  info.width() + "x" + info.height());
      return ReceivedVideo.of(order, info, file, contentStore, clock.instant());
    } catch (ImageRefused refused) {
      throw new OrderRefused(param, param + " " + refused.sentence());
    } catch (DownloadRefused refused) {
      throw new OrderRefused(
          param, "%s cannot be fetched: %s".formatted(param, refused.sentence()));
    }
  }

  private SpoolFile received(VideoSource source, Object opened) throws IOException {
    uploadSpace.check();
    return switch (source) {
      case VideoSource.InlineFile(var param, var file) -> spooled(file.open());
      case VideoSource.RemoteLink(var param, var link) ->
          spooled(downloader.open(link, largest).body());
      case VideoSource.UploadedFile file -> copied(source.param(), (Resource) opened);
      case VideoSource.LinkedFile file -> copied(source.param(), (Resource) opened);
      case VideoSource.Base64Text(var param, var text) -> {
        try (var in = text.open()) {
          yield spoolFolder.storeBase64(in, largest);
        }
      }
      case VideoSource.Rendered own -> throw new IllegalArgumentException("it is stored already");
    };
  }

  private SpoolFile copied(String param, Resource stored) throws IOException {
    if (!stored.exists()) {
      throw new OrderRefused(
          param, "%s names a file that is no longer stored: upload it again".formatted(param));
    }
    return spooled(stored.getInputStream());
  }

  private SpoolFile spooled(InputStream bytes) throws IOException {
    try (bytes) {
      return spoolFolder.store(bytes, largest);
    }
  }

  /**
   * The file of a job's source, which must still be stored wherever the order is rendered.
   *
   * @throws JobImpossible if it is not
   */
  public Asset asset(Job job) {
    return Optional.ofNullable(job.order().source())
        .flatMap(this::asset)
        .orElseThrow(JobImpossible::ofLostVideo);
  }

  private Optional<Asset> asset(SourceVideo source) {
    var file = source.file();
    var id = source.job();
    return file != null
        ? contentStore.asset(file.sha256())
        : Optional.ofNullable(id).flatMap(jobs::findNotDeleted).flatMap(this::video);
  }

  private Optional<Asset> video(Job job) {
    return job.state() instanceof Delivered delivered && delivered.isRetained(clock.instant())
        ? Optional.of(delivered.first())
        : Optional.empty();
  }

  /** Whether the upstream made the source itself, so that the request names it. */
  public boolean isAtUpstream(@Body JsonNode request) {
    return request.path("source").hasNonNull("task");
  }

  /**
   * The opened file, as dialects send it.
   *
   * @throws JobImpossible if its sink does not have it any more
   */
  public List<Resource> opened(@Body Resource file, @Variable("job") Job job) {
    if (!file.exists()) {
      throw JobImpossible.ofLostVideo();
    }
    var source = job.order().source();
    var sent = source == null ? null : source.file();
    return List.of(sent == null ? file : NamedFile.of(file, sent.type()));
  }
}
