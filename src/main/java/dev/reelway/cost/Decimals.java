package dev.reelway.cost;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Exact decimal numbers with six places at most, zero or greater. */
final class Decimals {

  /** Decimal places: the ledger has millionths. */
  static final int PLACES = 6;

  private static final Pattern NUMBER =
      Pattern.compile("(\\d{1,12}(\\.\\d{0,20})?|\\.\\d{1,20})([eE][+-]?\\d{1,2})?");
  private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000_000L);

  private Decimals() {}

  /** A number, or a text that is one; null for anything else, and above 10^12. */
  static @Nullable BigDecimal read(JsonNode said) {
    boolean isText = said.isTextual() && NUMBER.matcher(said.textValue()).matches();
    boolean isNumber = said.isNumber() && Double.isFinite(said.doubleValue());
    if (!isText && !isNumber) {
      return null;
    }
    var number = isText ? new BigDecimal(said.textValue()) : said.decimalValue();
    return number.signum() < 0 || number.compareTo(LARGEST) > 0 ? null : exact(number);
  }

  /** The number, rounded half up to six places, without zeros at its end. */
  static BigDecimal exact(BigDecimal number) {
    var rounded = number.setScale(PLACES, RoundingMode.HALF_UP).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }
}
