package dev.reelway.upstream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a link from an upstream: a text, or an object with the text under {@code url}; any other
 * value is no link. {@code kept:} links are internal and open files that callers uploaded, so a
 * report that contains one is refused.
 */
final class UpstreamLink extends StdDeserializer<String> {

  private static final String OWN = "kept:";

  UpstreamLink() {
    super(String.class);
  }

  @Override
  public @Nullable String deserialize(JsonParser json, DeserializationContext context)
      throws IOException {
    JsonNode said = context.readTree(json);
    var link = said.isObject() ? said.path("url").textValue() : said.textValue();
    if (link != null && link.strip().toLowerCase(Locale.ROOT).startsWith(OWN)) {
      throw InvalidFormatException.from(
          json, "The upstream sent an internal kept: link.", "", String.class);
    }
    return link;
  }
}
