package dev.reelway.sink;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/**
 * The configured sinks. A file stays in the sink it was stored in, even if new files go to another
 * one.
 */
public final class Sinks {

  private final String defaultSink;
  private final Predicate<String> configured;

  /**
   * @param defaultSink the default sink for new files
   * @param configured whether a sink can be written to and read from
   */
  public Sinks(String defaultSink, Predicate<String> configured) {
    this.defaultSink = defaultSink;
    this.configured = configured;
  }

  /** The default sink for new files. */
  public String defaultSink() {
    return defaultSink;
  }

  /** Whether a sink is configured. */
  public boolean isConfigured(String sink) {
    return configured.test(sink);
  }

  /**
   * Whether a file is missing from its sink, or has another length than when it was stored.
   *
   * @param opened the file as its sink opened it, or null if the sink could not be reached; then
   *     nothing is reported missing
   */
  public boolean isMissing(Asset file, @Nullable Resource opened) throws IOException {
    return opened != null && (!opened.exists() || opened.contentLength() != file.bytes());
  }

  /**
   * Checks that a file can be opened.
   *
   * @throws SinkNotConfigured if its sink is not configured
   */
  public void check(Asset file) {
    if (!isConfigured(file.sink())) {
      throw new SinkNotConfigured(file.sink());
    }
  }

  /**
   * What the {@code open} of a sink has answered or thrown, as a file. Its stream, where it is one,
   * can be read once and is closed when the exchange ends.
   *
   * @throws Exception what the sink has thrown, unless that says that there is no such file
   */
  public Resource opened(
      @Variable("asset") Asset asset,
      @Variable("answer") @Nullable Object answer,
      @Variable("header:answer.CamelHttpResponseCode") @Nullable Integer status,
      Exchange exchange)
      throws Exception {
    return new OpenedFile(asset, exchange).file(answer, status);
  }

  /** One of the files that are opened together, counted from 0. */
  public Asset one(List<Asset> files, int number) {
    return files.get(number);
  }

  /** The files that are open, and one more. */
  public List<Resource> and(List<Resource> open, Resource file) {
    return Stream.concat(open.stream(), Stream.of(file)).toList();
  }
}
