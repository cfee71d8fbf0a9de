package dev.reelway.upstream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a link as an upstream names it. {@code kept:} links are our own, and open what others have
 * given us: an upstream that names one is not believed.
 */
final class UpstreamLink extends StdDeserializer<String> {

  private static final String OWN = "kept:";

  UpstreamLink() {
    super(String.class);
  }

  @Override
  public @Nullable String deserialize(JsonParser json, DeserializationContext context)
      throws IOException {
    var link = json.getValueAsString();
    if (link != null && link.strip().toLowerCase(Locale.ROOT).startsWith(OWN)) {
      throw InvalidFormatException.from(
          json, "The upstream names a link of our own as its own.", "", String.class);
    }
    return link;
  }
}
