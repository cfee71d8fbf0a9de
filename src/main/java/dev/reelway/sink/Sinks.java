package dev.reelway.sink;

import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/** Which sinks are configured. A file lies in its own, whichever files go to by now. */
public final class Sinks {

  private final String usual;
  private final Predicate<String> configured;

  /**
   * @param usual the sink that files go to unless something else is said
   * @param configured tells the sinks that files can be put into and read from
   */
  public Sinks(String usual, Predicate<String> configured) {
    this.usual = usual;
    this.configured = configured;
  }

  /** The sink that files go to unless something else is said. */
  public String usual() {
    return usual;
  }

  /** Whether a sink is configured. */
  public boolean knows(String sink) {
    return configured.test(sink);
  }

  /**
   * Whether a file does not lie in its sink as it was stored: somebody else has changed the sink.
   *
   * @param opened null where the sink could not be asked: nothing is known to lack then
   */
  public boolean lacks(Asset file, @Nullable Resource opened) throws IOException {
    return opened != null && (!opened.exists() || opened.contentLength() != file.bytes());
  }

  /**
   * Lets a file be opened.
   *
   * @throws SinkUnknown where its sink is not configured
   */
  public void check(Asset file) {
    if (!knows(file.sink())) {
      throw new SinkUnknown(file.sink());
    }
  }
}
