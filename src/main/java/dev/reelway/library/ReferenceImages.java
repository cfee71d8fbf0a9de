package dev.reelway.library;

import dev.reelway.job.JobImpossible;
import dev.reelway.library.ContentStore.ReservedLocation;
import dev.reelway.licence.Licence;
import dev.reelway.media.ContentKey;
import dev.reelway.media.FrameExtractor;
import dev.reelway.media.ImageChecker;
import dev.reelway.media.ImageInfo;
import dev.reelway.media.ImageRefused;
import dev.reelway.media.SpoolFolder;
import dev.reelway.media.UnusableImage;
import dev.reelway.media.UploadedContent;
import dev.reelway.net.DownloadRefused;
import dev.reelway.net.Downloader;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.sink.Asset;
import dev.reelway.sink.AssetLocation;
import dev.reelway.upstream.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;

/**
 * Reads the reference images of orders: each is checked, and stored once under the SHA-256 of its
 * content, before the order becomes a job.
 */
public final class ReferenceImages {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");
  private static final String DATA = "data:";

  private final ContentStore contentStore;
  private final SpoolFolder spoolFolder;
  private final ImageChecker imageChecker;
  private final FrameExtractor frameExtractor;
  private final Downloader downloader;
  private final long largest;
  private final Clock clock;

  /**
   * @param largest the maximum size of an image in bytes
   */
  ReferenceImages(
      ContentStore contentStore,
      SpoolFolder spoolFolder,
      ImageChecker imageChecker,
      FrameExtractor frameExtractor,
      Downloader downloader,
      long largest,
      Clock clock) {
    this.contentStore = contentStore;
    this.spoolFolder = spoolFolder;
    this.imageChecker = imageChecker;
    this.frameExtractor = frameExtractor;
    this.downloader = downloader;
    this.largest = largest;
    this.clock = clock;
  }

  /**
   * An image that has been read and checked.
   *
   * @param reservedLocation the location of its bytes
   * @param spoolFile a temporary file with its bytes, or null for an uploaded file that is stored
   *     already
   */
  public record ReadImage(
      ImageInfo imageInfo,
      ReservedLocation reservedLocation,
      SpoolFolder.@Nullable SpoolFile spoolFile) {

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

    /** The image as a file at its place. */
    public Asset asset() {
      return StoredContent.of(imageInfo).at(reservedLocation.assetLocation());
    }

    /** Its bytes; empty if none were received. */
    public InputStream open() throws IOException {
      return spoolFile == null
          ? InputStream.nullInputStream()
          : Files.newInputStream(spoolFile.path());
    }
  }

  /**
   * Reads an image from its source and checks it.
   *
   * @param rendered the opened file, if the source is a rendered file
   * @throws OrderRefused if the image cannot be read, is too large or not an image
   * @throws UnusableImage if an image in an upstream's answer is not acceptable
   */
  public ReadImage read(
      @Variable("source") ImageSource imageSource,
      @Body Object rendered,
      @Variable("licence") @Nullable Licence licence,
      Exchange exchange)
      throws IOException {
    try {
      return switch (imageSource) {
        case ImageSource.UploadedFile(var param, var id) -> storedFile(param, id, licence);
        case ImageSource.InlineFile(var param, var file) -> read(file.open(), exchange);
        case ImageSource.RemoteLink(var param, var link) ->
            read(downloader.open(link, largest).body(), exchange);
        case ImageSource.RenderedImage(var param, var asset) ->
            read(((Resource) rendered).getInputStream(), exchange);
        case ImageSource.LastFrame(var param, var video) ->
            check(frameExtractor.lastFrame((Resource) rendered, largest), exchange);
        case ImageSource.Base64Text(var param, var text) ->
            check(takeBase64(text.open()), exchange);
        case ImageSource.UpstreamData(var text) -> check(takeBase64(text.open()), exchange);
      };
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

  private ReadImage storedFile(String param, String id, @Nullable Licence licence) {
    var owner = licence == null ? "" : licence.name();
    var file =
        contentStore
            .file(id, owner, clock.instant())
            .orElseThrow(() -> new OrderRefused(param, "%s: no such file".formatted(param)));
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

  private ReadImage read(InputStream bytes, Exchange exchange) throws IOException {
    try (bytes) {
      return check(spoolFolder.store(bytes, largest), exchange);
    }
  }

  private SpoolFolder.SpoolFile takeBase64(InputStream text) throws IOException {
    try (text) {
      return spoolFolder.storeBase64(text, largest);
    }
  }

  /** Checks a temporary file, which is deleted when the exchange ends. */
  private ReadImage check(SpoolFolder.SpoolFile spoolFile, Exchange exchange) throws IOException {
    exchange.getExchangeExtension().addOnCompletion(new DeleteOnCompletion(spoolFile));
    var imageInfo = imageChecker.check(spoolFile);
    return new ReadImage(
        imageInfo, contentStore.reserve(StoredContent.of(imageInfo), clock.instant()), spoolFile);
  }

  /** Records that the image is stored, if it was not before. */
  public ImageInfo recordStored(@Variable("readImage") ReadImage readImage) {
    if (readImage.isNew()) {
      contentStore.recordStored(
          StoredContent.of(readImage.imageInfo()), readImage.assetLocation(), clock.instant());
    }
    return readImage.imageInfo();
  }

  /**
   * The files of all images of an order, in their order.
   *
   * @throws JobImpossible if one of them is no longer stored
   */
  public List<Asset> assets(Order order) {
    return order.images().stream().map(imageInfo -> recordStored(imageInfo.sha256())).toList();
  }

  /**
   * The file of an image that the upstream sent within its answer.
   *
   * @throws JobImpossible if it is no longer stored
   */
  public Asset upstreamAsset(String link) {
    return recordStored(ContentKey.parseLink(link).orElseThrow().sha256());
  }

  private Asset recordStored(String sha256) {
    return contentStore.asset(sha256).orElseThrow(JobImpossible::ofLostImage);
  }

  /** Deletes stored content that is not in use and whose retention time has passed. */
  public void sweep() {
    int swept = contentStore.sweep(clock.instant());
    while (swept > 0) {
      LOG.info("{} unused images and files are scheduled for removal", swept);
      swept = contentStore.sweep(clock.instant());
    }
  }

  /** Whether an upstream's answer contains images as {@code data:} URLs. */
  public boolean isInline(@Body Report report) {
    return report.links().stream().anyMatch(link -> link.startsWith(DATA));
  }

  /** The images within an upstream's answer. */
  public List<ImageSource> inline(@Body Report report) {
    return report.links().stream()
        .filter(link -> link.startsWith(DATA))
        .<ImageSource>map(
            link -> {
              var bytes = link.getBytes(StandardCharsets.US_ASCII);
              return new ImageSource.UpstreamData(
                  new UploadedContent(null, true, () -> new ByteArrayInputStream(bytes)));
            })
        .toList();
  }

  /**
   * The image that was stored.
   *
   * @param answer that image, or what storing it has thrown
   * @throws Exception what was thrown
   */
  public ImageInfo stored(@Body Object answer) throws Exception {
    if (answer instanceof Exception thrown) {
      throw thrown;
    }
    return (ImageInfo) answer;
  }

  /** The answer with links to the stored images in place of {@code data:} URLs. */
  public Report withStoredLinks(@Variable("report") Report report, @Body List<?> kept) {
    return report.withLinks(
        kept.stream().map(one -> ContentKey.of((ImageInfo) one).link()).toList());
  }

  /** The order with its images. */
  public Order complete(
      @Variable("draft") OrderDraft orderDraft, @Variable("storedImages") List<?> kept) {
    return orderDraft.complete(kept.stream().map(ImageInfo.class::cast).toList());
  }
}
