package dev.reelway.upstream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What an upstream calls a render: a text, or a number, whose digits are its name. */
final class TaskName extends StdDeserializer<String> {

  /** More digits than that are no name of anything. */
  private static final int MOST_DIGITS = 40;

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
    return number == null ? "a number beyond all names" : number.toPlainString();
  }

  private static @Nullable BigDecimal decimal(JsonNode name) {
    var number = name.decimalValue();
    boolean sane = Math.abs((long) number.precision() - number.scale()) <= MOST_DIGITS;
    return sane ? number.stripTrailingZeros() : null;
  }
}
