package dev.reelway.upstream;

import dev.reelway.media.SpoolFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.CamelContext;

/** The beans that the files of dialects call, without any configuration. */
public final class DialectBeans {

  private DialectBeans() {}

  /**
   * Binds all of them in the context.
   *
   * @param folder of temporary files
   */
  public static void bindTo(CamelContext camel, Clock clock, Path folder) throws IOException {
    var registry = camel.getRegistry();
    var inlineFiles = new InlineFiles(new SpoolFolder(folder));
    registry.bind("noRetryHttpClient", new NoRetryHttpClient());
    registry.bind("multipart", new Multipart());
    registry.bind("inlineImages", new InlineImages());
    registry.bind("referenceUrls", new ReferenceUrls());
    registry.bind("inlineFiles", inlineFiles);
    registry.bind("sign", new Sign(clock));
    registry.bind("tokens", new Tokens(Map.of(), clock));
    registry.bind("chatReader", new ChatReader());
    registry.bind("imageReader", new ImageReader((job, partial) -> {}, inlineFiles));
    registry.bind("submissions", new Submissions());
    registry.bind("upstreams", new Upstreams(Map.of(), Map.of()));
  }
}
