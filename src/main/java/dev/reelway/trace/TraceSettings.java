package dev.reelway.trace;

import dev.reelway.setup.SettingsChecks;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.traces}.
 *
 * @param collector where traces are sent by OTLP over HTTP, or null for none
 */
public record TraceSettings(@Nullable URI collector) {

  private static final String USUAL_PATH = "/v1/traces";

  /** An empty text counts as null; a URL without a path gets the usual one. */
  public static TraceSettings of(@Nullable String setting) {
    var text = SettingsChecks.orNull(setting);
    if (text == null) {
      return new TraceSettings(null);
    }
    var url = SettingsChecks.uri(text);
    SettingsChecks.check(
        SettingsChecks.isHttp(url), "reelway.traces", SettingsChecks.OPTIONAL_HTTP_URL);
    var collector = Objects.requireNonNull(url);
    boolean isBare = collector.getPath().isEmpty() || collector.getPath().equals("/");
    return new TraceSettings(isBare ? collector.resolve(USUAL_PATH) : collector);
  }
}
