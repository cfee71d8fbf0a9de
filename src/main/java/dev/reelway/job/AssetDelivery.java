package dev.reelway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.media.ContentKey;
import dev.reelway.media.ImageChecker;
import dev.reelway.net.DownloadRefused;
import dev.reelway.net.Downloader;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import dev.reelway.sink.AssetLocation;
import dev.reelway.sink.KeyTemplate;
import dev.reelway.sink.VerifyingInputStream;
import dev.reelway.sink.VerifyingInputStream.StreamLimits;
import dev.reelway.upstream.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers the deliver route's questions: which files a job has, how each is fetched, and where it
 * is stored.
 */
public final class AssetDelivery {

  private static final Duration LONGEST_TRY = Duration.ofMinutes(30);
  private static final Duration SHORTEST_TRY = Duration.ofSeconds(10);
  private static final Duration LONGEST_THUMBNAIL = Duration.ofMinutes(1);

  private final String sink;
  private final Function<String, KeyTemplate> keyTemplates;
  private final long largestVideo;
  private final boolean mark;
  private final Predicate<String> fetchers;
  private final Predicate<String> thumbnails;
  private final Downloader downloader;
  private final Clock clock;

  /**
   * What is configured.
   *
   * @param sink the sink's name
   * @param keyTemplates the key template of each sink
   * @param largestVideo the largest video that is accepted, in bytes
   * @param mark whether each file gets the mark that it is AI generated
   * @param fetchers the dialects with a fetch verb, whose upstreams store their videos themselves;
   *     with any other dialect a video is where its link points
   * @param thumbnails the dialects that can fetch thumbnails
   */
  public record DeliveryTerms(
      String sink,
      Function<String, KeyTemplate> keyTemplates,
      long largestVideo,
      boolean mark,
      Predicate<String> fetchers,
      Predicate<String> thumbnails) {}

  public AssetDelivery(DeliveryTerms terms, Downloader downloader, Clock clock) {
    this.sink = terms.sink();
    this.keyTemplates = terms.keyTemplates();
    this.largestVideo = terms.largestVideo();
    this.mark = terms.mark();
    this.fetchers = terms.fetchers();
    this.thumbnails = terms.thumbnails();
    this.downloader = downloader;
    this.clock = clock;
  }

  /**
   * A file of a job that is still at its upstream: its number, from 1, and its link, if it has one.
   */
  public record Part(int number, @Nullable String link) {}

  /**
   * The files that are to be delivered: all that the upstream has made, as it has been paid for
   * them, be they more or fewer than ordered.
   */
  public List<Part> parts(Job job) {
    var links = job.rendered().links();
    return job.order() instanceof VideoOrder && links.isEmpty()
        ? List.of(new Part(1, null))
        : IntStream.range(0, links.size()).mapToObj(i -> new Part(i + 1, links.get(i))).toList();
  }

  /**
   * How a file is fetched: {@code kept} if it was part of the upstream's answer and is stored
   * already; {@code foreign} if it is an image or one of several videos on another host, or a video
   * whose upstream stores none or has no name for it; otherwise {@code upstream}, by the dialect's
   * fetch verb.
   */
  public String fetchMode(Job job, Upstream upstream, @Nullable String link) {
    if (link != null && ContentKey.parseLink(link).isPresent()) {
      return "kept";
    }
    boolean isStoredByUpstream = fetchers.test(upstream.dialect());
    boolean linked = job.order() instanceof ImageOrder || job.isNameless();
    boolean isForeign = linked && link != null && upstream.isForeign(link);
    return !isStoredByUpstream || isForeign || isOneOfSeveralElsewhere(job, upstream, link)
        ? "foreign"
        : "upstream";
  }

  /** The name of a render opens one video: another one is only where its link points. */
  private static boolean isOneOfSeveralElsewhere(
      Job job, Upstream upstream, @Nullable String link) {
    return job.rendered().links().size() > 1 && upstream.isElsewhere(link);
  }

  /**
   * Opens what is fetched at its link, without a key.
   *
   * @param link absolute, or relative to the upstream's base URL
   */
  public InputStream foreign(Job job, Upstream upstream, @Nullable String link) throws IOException {
    if (link == null) {
      throw DownloadRefused.noLink();
    }
    var location = upstream.absolute(link);
    return job.order() instanceof VideoOrder
        ? downloader.open(location, largestVideo, within(job, clock.instant())).body()
        : downloader.open(location, ImageChecker.LARGEST_RENDERED).body();
  }

  /** The video or image that an upstream sends, as a stream that verifies itself. */
  public VerifyingInputStream file(Job job, InputStream body, @Nullable Long length)
      throws IOException {
    return marked(
        job.order() instanceof VideoOrder
            ? VerifyingInputStream.video(body, streamLimits(job, length, largestVideo, LONGEST_TRY))
            : VerifyingInputStream.image(
                body, streamLimits(job, length, ImageChecker.LARGEST_RENDERED, LONGEST_TRY)));
  }

  private VerifyingInputStream marked(VerifyingInputStream file) {
    return mark ? file.marked() : file;
  }

  /**
   * Whether an upstream makes thumbnails itself; of several videos only that of the first, which
   * may have been left out.
   */
  public boolean hasThumbnail(Job job, Upstream upstream, Asset video) {
    var name = KeyTemplate.beside(video.key(), "");
    return name.equals(key(job, 1, "")) && thumbnails.test(upstream.dialect());
  }

  /** The key of a video's thumbnail, which lies beside it. */
  public String thumbnailKey(Asset video, String extension) {
    return KeyTemplate.beside(video.key(), extension);
  }

  /** A thumbnail on its way into the sink, as a stream that verifies itself. */
  public VerifyingInputStream thumbnail(Job job, InputStream body, @Nullable Long length)
      throws IOException {
    return marked(
        VerifyingInputStream.image(
            body, streamLimits(job, length, ImageChecker.LARGEST_RENDERED, LONGEST_THUMBNAIL)));
  }

  /** The files of a job that lie in a sink, thumbnails among them; none before it is delivered. */
  public static List<Asset> files(Job job) {
    return job.state() instanceof Delivered delivered
        ? delivered.files().stream().flatMap(AssetDelivery::withThumbnail).toList()
        : List.of();
  }

  private static Stream<Asset> withThumbnail(Asset file) {
    var thumbnail = file.thumbnail();
    return thumbnail == null ? Stream.of(file) : Stream.of(file, thumbnail);
  }

  /** The sink that a job's files lie in, or would. */
  public String sink(Job job) {
    return stored(job)
        .map(Asset::sink)
        .orElseGet(() -> Objects.requireNonNullElse(job.deliveryOptions().sink(), sink));
  }

  /**
   * The first of a job's files that lie in a sink already: whatever sinks and names are configured
   * by now, the others are beside it.
   */
  private static Optional<Asset> stored(Job job) {
    var files =
        switch (job.state()) {
          case Delivered delivered -> delivered.files();
          case Rendered rendered -> rendered.held();
          default -> job.history().left();
        };
    return files.stream().findFirst();
  }

  /** Where a job's sidecar is, or would be; the job's other files are beside it. */
  public AssetLocation sidecar(Job job) {
    return new AssetLocation(sink(job), key(job, "json"));
  }

  private StreamLimits streamLimits(Job job, @Nullable Long length, long largest, Duration within) {
    var end = clock.instant().plus(within);
    return new StreamLimits(length == null ? -1 : length, largest, () -> checkTime(job, end));
  }

  private void checkTime(Job job, Instant end) {
    var now = clock.instant();
    if (now.isAfter(job.deadline())) {
      throw new UncheckedIOException(DownloadRefused.overdue());
    }
    if (now.isAfter(end)) {
      throw new UncheckedIOException(new InterruptedIOException("the download takes too long"));
    }
  }

  /**
   * How long one attempt to fetch a file may take, so that no worker is busy until the deadline. An
   * attempt that begins at the deadline is long enough to be answered.
   */
  static Duration within(Job job, Instant now) {
    var left = Duration.between(now, job.deadline());
    return Collections.max(List.of(SHORTEST_TRY, Collections.min(List.of(left, LONGEST_TRY))));
  }

  /** The key of the sidecar of files that are stored now, which lies beside the first of them. */
  public String sidecarKey(List<Asset> files) {
    return KeyTemplate.beside(files.getFirst().key(), "json");
  }

  /**
   * The key of a job's file: beside the files that are stored already, and the same at each
   * attempt.
   */
  public String key(Job job, String extension) {
    return stored(job)
        .map(file -> KeyTemplate.beside(file.key(), extension))
        .orElseGet(() -> key(job, 1, extension));
  }

  /**
   * The key of one of a job's files: the requested output name, if any, and the job's id; from the
   * second file on, also its number.
   */
  public String key(Job job, int number, String extension) {
    var requested = job.deliveryOptions().outputName();
    var own = requested == null ? job.id() : requested + "-" + job.id();
    var name = number == 1 ? own : own + "-" + number;
    return keyTemplates.apply(sink(job)).key(job.created(), job.licence(), name, extension);
  }

  /** A file that is stored in its sink now. */
  public Asset asset(Job job, VerifyingInputStream file, String key) {
    return file.stored(sink(job), key);
  }

  /** A video as it is stored in its sink now, with its thumbnail, if it has one. */
  public Asset withThumbnail(Job job, Asset video, @Nullable VerifyingInputStream thumbnail) {
    return thumbnail == null
        ? video
        : video.withThumbnail(
            asset(job, thumbnail, thumbnailKey(video, thumbnail.mediaFormat().extension())));
  }

  /** The text of the sidecar. */
  public String sidecar(Job job, List<Asset> files) throws JsonProcessingException {
    return SidecarText.of(job, files, clock.instant());
  }
}
