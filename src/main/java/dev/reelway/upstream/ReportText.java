package dev.reelway.upstream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads an upstream's reason, whatever its form: a text, an object with the text under one of the
 * usual names, or a list of those. Any other value is read as its JSON.
 */
final class ReportText extends StdDeserializer<String> {

  private static final List<String> NAMES = List.of("message", "error", "detail", "msg", "reason");

  ReportText() {
    super(String.class);
  }

  @Override
  public @Nullable String deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    JsonNode said = context.readTree(parser);
    return text(said);
  }

  private static @Nullable String text(JsonNode said) {
    if (said.isArray()) {
      return StreamSupport.stream(said.spliterator(), false)
          .map(ReportText::text)
          .filter(Objects::nonNull)
          .collect(Collectors.joining("; "));
    }
    if (said.isObject()) {
      return NAMES.stream()
          .filter(said::hasNonNull)
          .findFirst()
          .map(name -> text(said.path(name)))
          .orElseGet(said::toString);
    }
    return said.isNull() ? null : said.asText();
  }
}
