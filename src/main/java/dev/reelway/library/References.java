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
 * Takes the pictures in that orders start from: each is checked, and kept once under the hash of
 * its content before the order becomes a job.
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
   * @param largest the most bytes that a picture may have
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
   * A picture that has been looked at.
   *
   * @param placed where its bytes lie, or are to be put
   * @param file its bytes, or null where none came
   */
  public record Taken(Picture picture, Placed placed, Incoming.@Nullable File file) {

    /** Whether its bytes are still to be kept. */
    public boolean isNew() {
      return placed.isNew();
    }

    /** Whether its bytes came though they should lie there. */
    public boolean isKnown() {
      return !placed.isNew() && file != null;
    }

    /** Where its bytes lie, or are to be put. */
    public Place place() {
      return placed.place();
    }

    /** The file that the picture is there. */
    public Asset asset() {
      return Content.of(picture).at(placed.place());
    }

    /** Its bytes. */
    public InputStream open() throws IOException {
      return file == null ? InputStream.nullInputStream() : Files.newInputStream(file.path());
    }
  }

  /**
   * Looks at a picture, wherever it comes from.
   *
   * @param rendered the file that the sink has opened, where we have rendered what is wanted
   */
  public Taken take(
      @Variable("source") Source source,
      @Body Object rendered,
      @Variable("licence") @Nullable Licence licence,
      Exchange exchange)
      throws IOException {
    try {
      return switch (source) {
        case Source.Filed(var param, var id) -> filed(param, id, licence);
        case Source.Uploaded(var param, var file) -> taken(file.open(), exchange);
        case Source.Linked(var param, var link) ->
            taken(fetcher.open(link, largest).body(), exchange);
        case Source.Rendered(var param, var asset) ->
            taken(((Resource) rendered).getInputStream(), exchange);
        case Source.LastFrame(var param, var film) ->
            looked(frames.last((Resource) rendered, largest), exchange);
        case Source.Encoded(var param, var text) -> looked(takeBase64(text.open()), exchange);
        case Source.Answered(var text) -> looked(takeBase64(text.open()), exchange);
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

  private Taken filed(String param, String id, @Nullable Licence licence) {
    var owner = licence == null ? "" : licence.name();
    var file =
        library
            .file(id, owner, clock.instant())
            .orElseThrow(() -> new OrderRefused(param, "%s names no file".formatted(param)));
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
        "%s names a file whose bytes lie in a sink that is not configured: upload it again"
            .formatted(param));
  }

  private Taken taken(InputStream bytes, Exchange exchange) throws IOException {
    try (bytes) {
      return looked(incoming.take(bytes, largest), exchange);
    }
  }

  private Incoming.File takeBase64(InputStream text) throws IOException {
    try (text) {
      return incoming.takeBase64(text, largest);
    }
  }

  /** The file is deleted when the exchange is over, however that ends. */
  private Taken looked(Incoming.File file, Exchange exchange) throws IOException {
    exchange.getExchangeExtension().addOnCompletion(new Deleting(file));
    var picture = pictures.check(file);
    return new Taken(picture, library.place(Content.of(picture), clock.instant()), file);
  }

  /** The picture's bytes lie in the sink: says so where that is new. */
  public Picture kept(@Variable("taken") Taken taken) {
    if (taken.isNew()) {
      library.keep(Content.of(taken.picture()), taken.place(), clock.instant());
    }
    return taken.picture();
  }

  /** The file of a picture that an order starts from. */
  public Asset asset(Picture picture) {
    return kept(picture.sha256());
  }

  /** The file of a picture that came within the upstream's answer. */
  public Asset answered(String link) {
    return kept(Kept.read(link).orElseThrow().sha256());
  }

  private Asset kept(String sha256) {
    return library.asset(sha256).orElseThrow(JobImpossible::ofLostPicture);
  }

  /** Forgets what no file names and no order has wanted for long. */
  public void sweep() {
    int swept = library.sweep(clock.instant());
    while (swept > 0) {
      LOG.info("{} kept pictures and files are to be removed, as nobody wants them", swept);
      swept = library.sweep(clock.instant());
    }
  }

  /** Whether an upstream has put its pictures into its answer, as {@code data:} URLs. */
  public boolean isInline(@Body Report report) {
    return report.links().stream().anyMatch(link -> link.startsWith(DATA));
  }

  /** The pictures within an upstream's answer. */
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

  /** The same answer with links to the pictures, which are kept now. */
  public Report linked(@Variable("report") Report report, @Body List<?> kept) {
    return report.at(kept.stream().map(one -> Kept.of((Picture) one).link()).toList());
  }

  /** The order with the pictures that it starts from. */
  public Order complete(@Variable("draft") Draft draft, @Variable("kept") List<?> kept) {
    return kept.isEmpty()
        ? draft.order()
        : draft.order().from(kept.stream().map(Picture.class::cast).toList());
  }
}
