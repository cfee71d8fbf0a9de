package dev.reelway.order;

import org.jspecify.annotations.Nullable;

/** An order that is right, but that the caller's licence does not allow. */
public final class OrderNotAllowed extends OrderRefused {

  /** The code of an order that a quota does not suffice for. */
  public static final String OVER_QUOTA = "insufficient_quota";

  private final int status;
  private final String code;

  private OrderNotAllowed(int status, @Nullable String param, String code, String sentence) {
    super(param, sentence);
    this.status = status;
    this.code = code;
  }

  /** A quota of the licence does not suffice. */
  public static OrderNotAllowed overQuota(String sentence) {
    return new OrderNotAllowed(429, null, OVER_QUOTA, sentence);
  }

  /** The licence was revoked, has expired, or has left the configuration. */
  public static OrderNotAllowed withoutLicence() {
    return new OrderNotAllowed(
        403, null, "licence_ended", "The licence of this order is not in force.");
  }

  /** The licence is restricted to other models. */
  public static OrderNotAllowed ofModel(String model) {
    return new OrderNotAllowed(
        403,
        "model",
        "model_not_found",
        "This licence may not order the model %s.".formatted(model));
  }

  /** What the order costs is not known, and the licence has a quota of money. */
  public static OrderNotAllowed withoutPrice(String model) {
    return new OrderNotAllowed(
        403,
        "model",
        "model_without_price",
        "The model %s has no price for this order, so a licence with a quota of money may not order it."
            .formatted(model));
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String code() {
    return code;
  }
}
