package dev.reelway.library;

import dev.reelway.job.Job;
import dev.reelway.job.JobImpossible;
import dev.reelway.library.ContentStore.ReservedLocation;
import dev.reelway.licence.Licence;
import dev.reelway.media.ContentKey;
import dev.reelway.media.DeleteOnCompletion;
import dev.reelway.media.FrameExtractor;
import dev.reelway.media.ImageRefused;
import dev.reelway.media.ReferenceInfo;
import dev.reelway.media.SpoolFolder;
import dev.reelway.media.SpoolFolder.SpoolFile;
import dev.reelway.media.UnusableImage;
import dev.reelway.net.DownloadRefused;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.sink.Asset;
import dev.reelway.sink.AssetLocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;

/**
 * Reads the reference images, videos and audio files of orders: each is checked, and stored once
 * under the SHA-256 of its content, before the order becomes a job.
 */
public final class ReferenceImages {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");

  private final ContentStore contentStore;
  private final SpoolFolder spoolFolder;
  private final MediaChecks mediaChecks;
  private final FrameExtractor frameExtractor;
  private final LinkDownloads linkDownloads;
  private final UploadSpace uploadSpace;
  private final Clock clock;

  ReferenceImages(
      ContentStore contentStore,
      SpoolFolder spoolFolder,
      MediaChecks mediaChecks,
      FrameExtractor frameExtractor,
      LinkDownloads linkDownloads,
      UploadSpace uploadSpace,
      Clock clock) {
    this.contentStore = contentStore;
    this.spoolFolder = spoolFolder;
    this.mediaChecks = mediaChecks;
    this.frameExtractor = frameExtractor;
    this.linkDownloads = linkDownloads;
    this.uploadSpace = uploadSpace;
    this.clock = clock;
  }

  /**
   * A file that has been read and checked.
   *
   * @param reservedLocation the location of its bytes
   * @param spoolFile a temporary file with its bytes, or null for an uploaded file that is stored
   *     already
   */
  public record ReadImage(
      ReferenceInfo info, ReservedLocation reservedLocation, @Nullable SpoolFile spoolFile) {

    /** Whether its bytes must still be stored and recorded. */
    public boolean isNew() {
      return reservedLocation.isNew();
    }

    /** Whether its bytes were received although they are recorded as stored. */
    public boolean isDuplicate() {
      return !reservedLocation.isNew() && spoolFile != null;
    }

    /** The place of its bytes. */
    public AssetLocation assetLocation() {
      return reservedLocation.assetLocation();
    }

    /** The file at its place. */
    public Asset asset() {
      return StoredContent.of(info).at(reservedLocation.assetLocation());
    }

    /** Its bytes; empty if none were received. */
    public InputStream open() throws IOException {
      return spoolFile == null
          ? InputStream.nullInputStream()
          : Files.newInputStream(spoolFile.path());
    }
  }

  /**
   * The stored file that has to be opened to read a source, or null if there is none.
   *
   * @throws OrderRefused if it does not exist
   */
  public @Nullable Asset file(
      @Variable("source") ImageSource imageSource, @Variable("licence") @Nullable Licence licence) {
    return imageSource
            instanceof ImageSource.Media(ImageSource.UploadedFile(var param, var id), var role)
        ? contentStore.asset(uploaded(param, id, licence).sha256()).orElseThrow(() -> lost(param))
        : imageSource.asset();
  }

  private StoredFile uploaded(String param, String id, @Nullable Licence licence) {
    var owner = licence == null ? "" : licence.name();
    return contentStore
        .file(id, owner, clock.instant())
        .orElseThrow(() -> new OrderRefused(param, "%s: no such file".formatted(param)));
  }

  /**
   * Reads a file from its source and checks it.
   *
   * @param stored the opened file, if the source is a stored file
   * @throws OrderRefused if the file cannot be read, is too large or not what it has to be
   * @throws StorageFull if it has to be received while the disk is nearly full
   * @throws UnusableImage if an image in an upstream's answer is not acceptable
   */
  public ReadImage read(
      @Variable("source") ImageSource imageSource,
      @Body Object stored,
      @Variable("licence") @Nullable Licence licence,
      Exchange exchange)
      throws IOException {
    try {
      return imageSource instanceof ImageSource.UploadedFile(var param, var id)
          ? storedImage(param, uploaded(param, id, licence))
          : check(imageSource, received(imageSource, stored, exchange), exchange);
    } catch (ImageRefused refused) {
      throw imageSource instanceof ImageSource.UpstreamData
          ? UnusableImage.of(refused)
          : new OrderRefused(imageSource.param(), imageSource.param() + " " + refused.sentence());
    } catch (DownloadRefused refused) {
      throw new OrderRefused(
          imageSource.param(),
          "%s cannot be fetched: %s".formatted(imageSource.param(), refused.sentence()));
    }
  }

  private SpoolFile received(ImageSource imageSource, Object stored, Exchange exchange)
      throws IOException {
    if (!(imageSource instanceof ImageSource.UpstreamData)) {
      uploadSpace.check();
    }
    long largest = mediaChecks.largest(imageSource);
    var file = imageSource instanceof ImageSource.Media media ? media.file() : imageSource;
    return switch (file) {
      case ImageSource.InlineFile(var param, var upload) -> spooled(upload.open(), largest);
      case ImageSource.RemoteLink(var param, var link) ->
          spooled(linkDownloads.open(param, link, largest, exchange).body(), largest);
      case ImageSource.RenderedImage(var param, var asset) -> copied(param, stored, largest);
      case ImageSource.UploadedFile(var param, var id) -> copied(param, stored, largest);
      case ImageSource.LastFrame(var param, var video) ->
          frameExtractor.lastFrame(present(param, (Resource) stored), largest);
      case ImageSource.Base64Text(var param, var text) -> decoded(text.open(), largest);
      case ImageSource.UpstreamData(var text) -> decoded(text.open(), largest);
      case ImageSource.Media nested -> throw new IllegalArgumentException("it is one already");
    };
  }

  private ReadImage storedImage(String param, StoredFile file) {
    var image = contentStore.content(file.sha256()).flatMap(StoredContent::image);
    return new ReadImage(
        image.orElseThrow(
            () ->
                new OrderRefused(param, "%s must name a PNG, JPEG or WebP file".formatted(param))),
        contentStore
            .use(file.sha256(), clock.instant())
            .map(assetLocation -> new ReservedLocation(assetLocation, false))
            .orElseThrow(() -> lost(param)),
        null);
  }

  private static OrderRefused lost(String param) {
    return new OrderRefused(
        param,
        "%s names a file in a sink that is no longer configured: upload the file again"
            .formatted(param));
  }

  private static Resource present(String param, Resource video) {
    if (!video.exists()) {
      throw new OrderRefused(param, param + " names a video that is no longer in its sink");
    }
    return video;
  }

  private SpoolFile copied(String param, Object stored, long largest) throws IOException {
    if (stored instanceof Resource file && file.exists()) {
      return spooled(file.getInputStream(), largest);
    }
    throw lost(param);
  }

  private SpoolFile spooled(InputStream bytes, long largest) throws IOException {
    try (bytes) {
      return spoolFolder.store(bytes, largest);
    }
  }

  private SpoolFile decoded(InputStream text, long largest) throws IOException {
    try (text) {
      return spoolFolder.storeBase64(text, largest);
    }
  }

  /** Checks a temporary file, which is deleted when the exchange ends. */
  private ReadImage check(ImageSource imageSource, SpoolFile file, Exchange exchange)
      throws IOException {
    exchange.getExchangeExtension().addOnCompletion(new DeleteOnCompletion(file));
    var info = mediaChecks.check(imageSource, file);
    return new ReadImage(info, contentStore.reserve(StoredContent.of(info), clock.instant()), file);
  }

  /** Records that the file is stored, if it was not before. */
  public ReferenceInfo recordStored(@Variable("readImage") ReadImage readImage) {
    if (readImage.isNew()) {
      contentStore.recordStored(
          StoredContent.of(readImage.info()), readImage.assetLocation(), clock.instant());
    }
    return readImage.info();
  }

  /**
   * The files that are sent with an order, in their order.
   *
   * @throws JobImpossible if one of them is no longer stored
   */
  public List<Asset> assets(Order order) {
    return order.contents().stream().map(this::asset).toList();
  }

  /**
   * The opened files, as dialects send them: the type of a file is what the order says, as one that
   * came as an upload is stored without it.
   *
   * @param files those of {@link #assets}
   */
  public List<Resource> opened(@Body List<Resource> files, @Variable("job") Job job) {
    var said = job.order().files();
    return IntStream.range(0, files.size())
        .mapToObj(i -> NamedFile.of(files.get(i), said.get(i).type()))
        .toList();
  }

  /**
   * The file of an image that the upstream sent within its answer.
   *
   * @throws JobImpossible if it is no longer stored
   */
  public Asset upstreamAsset(String link) {
    return asset(ContentKey.parseLink(link).orElseThrow().sha256());
  }

  private Asset asset(String sha256) {
    return contentStore.asset(sha256).orElseThrow(JobImpossible::ofLostImage);
  }

  /** Deletes stored content that is not in use and whose retention time has passed. */
  public void sweep() {
    int swept = contentStore.sweep(clock.instant());
    if (swept > 0) {
      LOG.info("{} unused images and files are scheduled for removal", swept);
    }
  }

  /** The order with its images, videos and audio files. */
  public Order complete(
      @Variable("draft") OrderDraft orderDraft, @Variable("storedImages") List<?> kept) {
    return orderDraft.complete(kept.stream().map(ReferenceInfo.class::cast).toList());
  }
}
