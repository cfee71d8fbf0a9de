package dev.reelway.upstream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads an upstream's name for a render: a string, or a number as its digits. */
final class TaskName extends StdDeserializer<String> {

  /** A number with more digits is not accepted as a name. */
  private static final int MAX_DIGITS = 40;

  TaskName() {
    super(String.class);
  }

  @Override
  public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    JsonNode name = context.readTree(parser);
    return name.isNumber() ? digits(name) : name.isTextual() ? name.textValue() : name.toString();
  }

  private static String digits(JsonNode name) {
    var number = name.isDouble() && !Double.isFinite(name.doubleValue()) ? null : decimal(name);
    return number == null ? "a number with too many digits" : number.toPlainString();
  }

  private static @Nullable BigDecimal decimal(JsonNode name) {
    var number = name.decimalValue();
    boolean accepted = Math.abs((long) number.precision() - number.scale()) <= MAX_DIGITS;
    return accepted ? number.stripTrailingZeros() : null;
  }
}
