package dev.reelway.order;

import dev.reelway.wire.Causes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An order that cannot be taken as it stands; the message tells the caller what is allowed. */
public sealed class OrderRefused extends RuntimeException permits ModelSwitchedOff {

  private final @Nullable String param;

  /**
   * @param param the parameter at fault, as the caller spells it, or null where it is the whole
   * @param sentence one sentence that names the parameter and what is allowed
   */
  public OrderRefused(@Nullable String param, String sentence) {
    super(sentence, null, false, false);
    this.param = param;
  }

  /** The one among the causes of what a route threw, if there is one. */
  public static Optional<OrderRefused> in(Throwable thrown) {
    return Causes.first(thrown, OrderRefused.class);
  }

  /** The parameter at fault, as the caller spells it. */
  public final @Nullable String param() {
    return param;
  }

  /** The sentence for the caller. */
  public final String sentence() {
    return String.valueOf(getMessage());
  }

  /** The HTTP status that says so. */
  public int status() {
    return 400;
  }

  /** The word that says so to a program. */
  public String code() {
    return "invalid_value";
  }
}
