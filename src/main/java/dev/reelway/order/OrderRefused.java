package dev.reelway.order;

import dev.reelway.wire.Causes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An order that is refused; the message tells the caller what is allowed. */
public sealed class OrderRefused extends RuntimeException
    permits ModelSwitchedOff, OrderNotAllowed, UnknownParameter, RetryRefused, RemixRefused {

  private final @Nullable String param;

  /**
   * @param param the invalid parameter, as the caller spells it, or null if the whole request is
   *     refused
   * @param sentence one sentence that names the parameter and what is allowed
   */
  public OrderRefused(@Nullable String param, String sentence) {
    super(sentence, null, false, false);
    this.param = param;
  }

  /** The same refusal with the parameter as the caller spelled it. */
  OrderRefused spelled(Parameters parameters) {
    var name = param;
    var spelling = name == null ? "" : parameters.spelling(name);
    return name == null || spelling.equals(name)
        ? this
        : new OrderRefused(spelling, sentence().replace(name, spelling));
  }

  /** The first one among the causes of an exception, if any. */
  public static Optional<OrderRefused> in(Throwable thrown) {
    return Causes.first(thrown, OrderRefused.class);
  }

  /** The invalid parameter, as the caller spells it, or null. */
  public final @Nullable String param() {
    return param;
  }

  /** The sentence for the caller. */
  public final String sentence() {
    return String.valueOf(getMessage());
  }

  /** The HTTP status of the response. */
  public int status() {
    return 400;
  }

  /** The error code of the response. */
  public String code() {
    return "invalid_value";
  }
}
