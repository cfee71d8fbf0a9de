package dev.reelway.library;

import dev.reelway.media.ContentKey;
import dev.reelway.media.ImageInfo;
import dev.reelway.media.UploadedContent;
import dev.reelway.upstream.InlineFiles;
import dev.reelway.upstream.Report;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/**
 * The images that come within an upstream's answer, as {@code data:} URLs or in temporary files:
 * each is stored like a caller's image, and a link to it takes its place.
 */
public final class UpstreamImages {

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

  /** The answer with links to the stored images in place of those within it. */
  public Report withStoredLinks(@Variable("report") Report report, @Body List<?> kept) {
    return report.withLinks(
        kept.stream().map(one -> ContentKey.of((ImageInfo) one).link()).toList());
  }
}
