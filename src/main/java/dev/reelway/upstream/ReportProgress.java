package dev.reelway.upstream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads progress as a number or a text like {@code 50%}; anything else is not known. */
final class ReportProgress extends StdDeserializer<Double> {

  private static final Pattern PERCENT =
      Pattern.compile("\\s*(\\d{1,3}(?:\\.\\d{1,9})?)\\s*%?\\s*");

  ReportProgress() {
    super(Double.class);
  }

  @Override
  public @Nullable Double deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    JsonNode said = context.readTree(parser);
    if (said.isNumber()) {
      return said.doubleValue();
    }
    var percent = PERCENT.matcher(said.asText());
    return said.isTextual() && percent.matches() ? Double.valueOf(percent.group(1)) : null;
  }
}
