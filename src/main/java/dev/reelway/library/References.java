package dev.reelway.library;

import dev.reelway.job.JobImpossible;
import dev.reelway.library.Library.Placed;
import dev.reelway.licence.Licence;
import dev.reelway.media.FetchRefused;
import dev.reelway.media.Fetcher;
import dev.reelway.media.Frames;
import dev.reelway.media.Given;
import dev.reelway.media.Incoming;
import dev.reelway.media.Kept;
import dev.reelway.media.NoPicture;
import dev.reelway.media.Picture;
import dev.reelway.media.PictureRefused;
import dev.reelway.media.Pictures;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.sink.Asset;
import dev.reelway.sink.Place;
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
public final class References {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");
  private static final String DATA = "data:";

  private final Library library;
  private final Incoming incoming;
  private final Pictures pictures;
  private final Frames frames;
  private final Fetcher fetcher;
  private final long largest;
  private final Clock clock;

  /**
   * @param largest the maximum size of an image in bytes
   */
  References(
      Library library,
      Incoming incoming,
      Pictures pictures,
      Frames frames,
      Fetcher fetcher,
      long largest,
      Clock clock) {
    this.library = library;
    this.incoming = incoming;
    this.pictures = pictures;
    this.frames = frames;
    this.fetcher = fetcher;
    this.largest = largest;
    this.clock = clock;
  }

  /**
   * An image that has been read and checked.
   *
   * @param placed the place of its bytes
   * @param file a temporary file with its bytes, or null for an uploaded file that is stored
   *     already
   */
  public record Taken(Picture picture, Placed placed, Incoming.@Nullable File file) {

    /** Whether its bytes must still be stored and recorded. */
    public boolean isNew() {
      return placed.isNew();
    }

    /** Whether its bytes were received although they are recorded as stored. */
    public boolean isKnown() {
      return !placed.isNew() && file != null;
    }

    /** The place of its bytes. */
    public Place place() {
      return placed.place();
    }

    /** The image as a file at its place. */
    public Asset asset() {
      return Content.of(picture).at(placed.place());
    }

    /** Its bytes; empty if none were received. */
    public InputStream open() throws IOException {
      return file == null ? InputStream.nullInputStream() : Files.newInputStream(file.path());
    }
  }

  /**
   * Reads an image from its source and checks it.
   *
   * @param rendered the opened file, if the source is a rendered file
   * @throws OrderRefused if the image cannot be read, is too large or not an image
   * @throws NoPicture if an image in an upstream's answer is not acceptable
   */
  public Taken take(
      @Variable("source") Source source,
      @Body Object rendered,
      @Variable("licence") @Nullable Licence licence,
      Exchange exchange)
      throws IOException {
    try {
      return switch (source) {
        case Source.Filed(var param, var id) -> storedFile(param, id, licence);
        case Source.Uploaded(var param, var file) -> read(file.open(), exchange);
        case Source.Linked(var param, var link) ->
            read(fetcher.open(link, largest).body(), exchange);
        case Source.Rendered(var param, var asset) ->
            read(((Resource) rendered).getInputStream(), exchange);
        case Source.LastFrame(var param, var film) ->
            check(frames.last((Resource) rendered, largest), exchange);
        case Source.Encoded(var param, var text) -> check(takeBase64(text.open()), exchange);
        case Source.Answered(var text) -> check(takeBase64(text.open()), exchange);
      };
    } catch (PictureRefused refused) {
      throw source instanceof Source.Answered
          ? NoPicture.of(refused)
          : new OrderRefused(source.param(), source.param() + " " + refused.sentence());
    } catch (FetchRefused refused) {
      throw new OrderRefused(
          source.param(), "%s cannot be fetched: %s".formatted(source.param(), refused.sentence()));
    }
  }

  private Taken storedFile(String param, String id, @Nullable Licence licence) {
    var owner = licence == null ? "" : licence.name();
    var file =
        library
            .file(id, owner, clock.instant())
            .orElseThrow(() -> new OrderRefused(param, "%s: no such file".formatted(param)));
    var picture = library.content(file.sha256()).flatMap(Content::picture);
    return new Taken(
        picture.orElseThrow(
            () ->
                new OrderRefused(param, "%s must name a PNG, JPEG or WebP file".formatted(param))),
        library
            .want(file.sha256(), clock.instant())
            .map(place -> new Placed(place, false))
            .orElseThrow(() -> lost(param)),
        null);
  }

  private static OrderRefused lost(String param) {
    return new OrderRefused(
        param,
        "%s names a file in a sink that is no longer configured: upload the file again"
            .formatted(param));
  }

  private Taken read(InputStream bytes, Exchange exchange) throws IOException {
    try (bytes) {
      return check(incoming.take(bytes, largest), exchange);
    }
  }

  private Incoming.File takeBase64(InputStream text) throws IOException {
    try (text) {
      return incoming.takeBase64(text, largest);
    }
  }

  /** Checks a temporary file, which is deleted when the exchange ends. */
  private Taken check(Incoming.File file, Exchange exchange) throws IOException {
    exchange.getExchangeExtension().addOnCompletion(new Deleting(file));
    var picture = pictures.check(file);
    return new Taken(picture, library.place(Content.of(picture), clock.instant()), file);
  }

  /** Records that the image is stored, if it was not before. */
  public Picture kept(@Variable("taken") Taken taken) {
    if (taken.isNew()) {
      library.keep(Content.of(taken.picture()), taken.place(), clock.instant());
    }
    return taken.picture();
  }

  /**
   * The files of the images that an order starts from, in their order.
   *
   * @throws JobImpossible if one of them is no longer stored
   */
  public List<Asset> assets(Order order) {
    return order.references().stream().map(picture -> kept(picture.sha256())).toList();
  }

  /**
   * The file of an image that the upstream sent within its answer.
   *
   * @throws JobImpossible if it is no longer stored
   */
  public Asset answered(String link) {
    return kept(Kept.read(link).orElseThrow().sha256());
  }

  private Asset kept(String sha256) {
    return library.asset(sha256).orElseThrow(JobImpossible::ofLostPicture);
  }

  /** Deletes stored content that is not in use and whose retention time has passed. */
  public void sweep() {
    int swept = library.sweep(clock.instant());
    while (swept > 0) {
      LOG.info("{} unused images and files are scheduled for removal", swept);
      swept = library.sweep(clock.instant());
    }
  }

  /** Whether an upstream's answer contains images as {@code data:} URLs. */
  public boolean isInline(@Body Report report) {
    return report.links().stream().anyMatch(link -> link.startsWith(DATA));
  }

  /** The images within an upstream's answer. */
  public List<Source> inline(@Body Report report) {
    return report.links().stream()
        .filter(link -> link.startsWith(DATA))
        .<Source>map(
            link -> {
              var bytes = link.getBytes(StandardCharsets.US_ASCII);
              return new Source.Answered(
                  new Given(null, true, () -> new ByteArrayInputStream(bytes)));
            })
        .toList();
  }

  /** The answer with links to the stored images in place of {@code data:} URLs. */
  public Report linked(@Variable("report") Report report, @Body List<?> kept) {
    return report.at(kept.stream().map(one -> Kept.of((Picture) one).link()).toList());
  }

  /** The order with its reference images. */
  public Order complete(@Variable("draft") Draft draft, @Variable("kept") List<?> kept) {
    return kept.isEmpty()
        ? draft.order()
        : draft.order().from(kept.stream().map(Picture.class::cast).toList());
  }
}
