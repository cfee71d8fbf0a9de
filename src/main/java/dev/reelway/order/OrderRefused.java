package dev.reelway.order;

import org.jspecify.annotations.Nullable;

/** An order that cannot be taken as it stands; the message tells the caller what is allowed. */
public final class OrderRefused extends RuntimeException {

  private final @Nullable String param;

  /**
   * @param param the parameter at fault, as the caller spells it, or null where it is the whole
   * @param sentence one sentence that names the parameter and what is allowed
   */
  public OrderRefused(@Nullable String param, String sentence) {
    super(sentence, null, false, false);
    this.param = param;
  }

  /** The parameter at fault, as the caller spells it. */
  public @Nullable String param() {
    return param;
  }

  /** The sentence for the caller. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
