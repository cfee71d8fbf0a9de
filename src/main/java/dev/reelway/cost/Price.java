package dev.reelway.cost;

import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code price} of a model's target, and of an upstream: what its renders cost, in the currency
 * that costs are kept in. A key that is not set is not known.
 *
 * @param call the price of an order, besides its videos or images
 * @param second the price of a second of video
 * @param seconds the same by {@link PriceKeys}, where it differs
 * @param image the price of an image
 * @param images the same by {@link PriceKeys}, where it differs
 * @param credit what one credit of the upstream is worth
 */
public record Price(
    @Nullable BigDecimal call,
    @Nullable BigDecimal second,
    @Nullable Map<String, BigDecimal> seconds,
    @Nullable BigDecimal image,
    @Nullable Map<String, BigDecimal> images,
    @Nullable BigDecimal credit) {

  /** Nothing is known. */
  public static final Price NONE = new Price(null, null, null, null, null, null);

  /** This price, completed by another where a key is not set. */
  public Price or(Price other) {
    return new Price(
        call != null ? call : other.call,
        second != null ? second : other.second,
        seconds != null ? seconds : other.seconds,
        image != null ? image : other.image,
        images != null ? images : other.images,
        credit != null ? credit : other.credit);
  }

  /** What an order costs; empty if that is not known. */
  public Optional<BigDecimal> of(Order order) {
    return switch (order) {
      case VideoOrder video ->
          ofSeconds(video, BigDecimal.valueOf((long) video.rendered() * video.n()));
      case ImageOrder image -> withCall(ofImage(image), BigDecimal.valueOf(image.n()));
    };
  }

  /** What so many seconds of video cost in all. */
  Optional<BigDecimal> ofSeconds(Order order, BigDecimal count) {
    return order instanceof VideoOrder video
        ? withCall(PriceKeys.find(seconds, PriceKeys.of(video)).orElse(second), count)
        : of(order);
  }

  private @Nullable BigDecimal ofImage(ImageOrder order) {
    return PriceKeys.find(images, PriceKeys.of(order)).orElse(image);
  }

  /** An engine with a price for each call only needs no other. */
  private Optional<BigDecimal> withCall(@Nullable BigDecimal each, BigDecimal count) {
    if (each == null) {
      return Optional.ofNullable(call);
    }
    var all = each.multiply(count);
    return Optional.of(call == null ? all : all.add(call));
  }

  Optional<BigDecimal> ofCredits(BigDecimal credits) {
    return Optional.ofNullable(credit).map(credits::multiply);
  }
}
