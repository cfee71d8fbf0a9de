package dev.reelway.library;

import dev.reelway.job.Job;
import dev.reelway.media.ContentKey;
import dev.reelway.media.ImageInfo;
import dev.reelway.media.UnusableImage;
import dev.reelway.media.UploadedContent;
import dev.reelway.upstream.InlineFiles;
import dev.reelway.upstream.Report;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images that come within an upstream's answer, as {@code data:} URLs or in temporary files:
 * each is stored like a caller's image, and a link to it takes its place.
 */
public final class UpstreamImages {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final String DATA = "data:";

  UpstreamImages() {}

  /** Whether an upstream's answer contains images. */
  public boolean isInline(@Body Report report, Exchange exchange) {
    return !inline(report, exchange).isEmpty();
  }

  /** The images within an upstream's answer. */
  public List<ImageSource> inline(@Body Report report, Exchange exchange) {
    return report.links().stream().flatMap(link -> image(link, exchange).stream()).toList();
  }

  private static Optional<ImageSource> image(String link, Exchange exchange) {
    if (link.startsWith(DATA)) {
      var bytes = link.getBytes(StandardCharsets.US_ASCII);
      return Optional.of(image(() -> new ByteArrayInputStream(bytes)));
    }
    return InlineFiles.spooled(link, exchange).map(file -> image(() -> Files.newInputStream(file)));
  }

  private static ImageSource image(UploadedContent.Opener opener) {
    return new ImageSource.UpstreamData(new UploadedContent(null, true, opener));
  }

  /**
   * The image that was stored, or why it cannot be.
   *
   * @param answer that image, or what storing it has thrown
   * @throws Exception what was thrown, unless the image itself is not acceptable
   */
  public Object stored(@Body Object answer) throws Exception {
    if (answer instanceof Exception thrown && UnusableImage.in(thrown).isEmpty()) {
      throw thrown;
    }
    return answer;
  }

  /**
   * The answer with links to the stored images in place of those within it. One that is not
   * acceptable is left out, as the others are paid for.
   *
   * @param kept each image, or why it is left out
   * @throws UnusableImage if no image is left
   */
  public Report withStoredLinks(
      @Variable("job") Job job,
      @Variable("report") Report report,
      @Body List<?> kept,
      Exchange exchange) {
    var answers = kept.iterator();
    var links = new ArrayList<String>();
    var unusable = new ArrayList<UnusableImage>();
    for (var link : report.links()) {
      var stored = image(link, exchange).isEmpty() ? link : answers.next();
      switch (stored) {
        case ImageInfo image -> links.add(ContentKey.of(image).link());
        case Throwable thrown -> UnusableImage.in(thrown).ifPresent(unusable::add);
        default -> links.add(link);
      }
    }
    if (links.isEmpty()) {
      throw unusable.getFirst();
    }
    unusable.forEach(one -> LOG.info("{} goes on without an image: {}", job.id(), one.sentence()));
    return report.withLinks(links);
  }
}
