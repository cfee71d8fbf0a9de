package dev.reelway.cost;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream says that a render costs. What it does not say, or says in a form that cannot be
 * read, is null. Numbers are zero or greater, and have six decimal places at most.
 *
 * @param amount an amount of money, only together with its currency
 * @param currency the ISO 4217 code, such as USD
 * @param credits an amount in the upstream's own unit
 * @param seconds the seconds of video that are billed
 * @param billed whether a render that was refused or failed is billed all the same
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record ReportedCost(
    @Nullable BigDecimal amount,
    @Nullable String currency,
    @Nullable BigDecimal credits,
    @Nullable BigDecimal seconds,
    boolean billed) {

  /** Nothing is known. */
  public static final ReportedCost NONE = new ReportedCost(null, null, null, null, false);

  private static final Pattern CURRENCY = Pattern.compile("[A-Za-z]{3}");

  public ReportedCost {
    boolean isMoney = amount != null && currency != null;
    amount = isMoney ? amount : null;
    currency = isMoney ? currency : null;
  }

  /** Reads JSON with these names; a number may be written as a text. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ReportedCost of(JsonNode said) {
    var currency = said.path("currency").asText("");
    return new ReportedCost(
        Decimals.read(said.path("amount")),
        CURRENCY.matcher(currency).matches() ? currency.toUpperCase(Locale.ROOT) : null,
        Decimals.read(said.path("credits")),
        Decimals.read(said.path("seconds")),
        said.path("billed").asBoolean(false));
  }

  /** This cost; null if nothing is known. */
  public @Nullable ReportedCost orNull() {
    return equals(NONE) ? null : this;
  }
}
