package dev.reelway.upstream;

import java.time.Clock;
import java.util.Map;
import org.apache.camel.CamelContext;

/** The beans that the files of dialects call, without any configuration. */
public final class DialectBeans {

  private DialectBeans() {}

  /** Binds all of them in the context. */
  public static void bindTo(CamelContext camel, Clock clock) {
    var registry = camel.getRegistry();
    registry.bind("noRetryHttpClient", new NoRetryHttpClient());
    registry.bind("multipart", new Multipart());
    registry.bind("inlineImages", new InlineImages());
    registry.bind("referenceUrls", new ReferenceUrls());
    registry.bind("inlineFiles", new InlineFiles());
    registry.bind("sign", new Sign(clock));
    registry.bind("tokens", new Tokens(Map.of(), clock));
    registry.bind("chatReader", new ChatReader());
    registry.bind("imageReader", new ImageReader((job, partial) -> {}));
    registry.bind("submissions", new Submissions());
    registry.bind("upstreams", new Upstreams(Map.of(), Map.of()));
  }
}
