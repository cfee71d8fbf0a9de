package dev.reelway.order;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an engine can make, as its operator states it; what is not stated is not limited. What it
 * cannot make is refused, except that a film's length, size and watermark are rounded to the
 * nearest that it can, where the operator wants that.
 *
 * @param seconds the lengths of film that it makes; empty for any
 * @param sizes the sizes of film that it makes; empty for any
 * @param references how many pictures an order may start from, or null for any
 * @param watermark whether it draws one where it is wished for
 * @param remix whether it makes a film out of one that it made before
 * @param lastFrame whether it may start anew instead, from the last frame of the delivered film
 * @param nearest whether wishes are rounded to what it can
 */
public record Ability(
    List<Integer> seconds,
    List<Size> sizes,
    @Nullable Integer references,
    boolean watermark,
    boolean remix,
    boolean lastFrame,
    boolean nearest) {

  /** Nothing is known to be impossible. */
  public static final Ability ANY =
      new Ability(List.of(), List.of(), null, true, true, false, false);

  public Ability {
    seconds = List.copyOf(seconds);
    sizes = List.copyOf(sizes);
  }

  /** Why an order cannot be made, for its caller; empty where it can. */
  public Optional<OrderRefused> objection(Order order) {
    var model = order.model();
    int pictures = order.references().size();
    if (references != null && pictures > references) {
      return refused("input_reference", pictures(references), model);
    }
    if (order.remakes() && !remix || order.startsFromFrame() && !lastFrame) {
      return refused("model", "model must be one that makes remixes: there are none", model);
    }
    if (nearest) {
      return Optional.empty();
    }
    if (order.watermark() && !watermark) {
      return refused("watermark", "watermark must be false", model);
    }
    return order instanceof VideoOrder film ? objection(film) : Optional.empty();
  }

  private Optional<OrderRefused> objection(VideoOrder film) {
    if (!seconds.isEmpty() && !seconds.contains(film.seconds())) {
      return refused("seconds", "seconds must be " + oneOf(seconds), film.model());
    }
    if (!sizes.isEmpty() && !sizes.contains(size(film))) {
      return refused("size", "size must be " + oneOf(sizes), film.model());
    }
    return Optional.empty();
  }

  private static String pictures(int most) {
    return most == 0
        ? "input_reference must be left out"
        : "input_reference takes at most %d pictures".formatted(most);
  }

  private static String oneOf(List<?> allowed) {
    var words = allowed.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return allowed.size() == 1 ? words : "one of " + words;
  }

  private static Optional<OrderRefused> refused(String param, String sentence, String model) {
    return Optional.of(new OrderRefused(param, sentence + " with the model " + model));
  }

  /** The order as near to the wish as can be made; the very same where nothing is in the way. */
  public Order nearest(Order order) {
    if (!nearest || !(order instanceof VideoOrder film)) {
      return order;
    }
    return film.rounded(length(film), shape(film), film.watermark() && watermark);
  }

  private int length(VideoOrder film) {
    return seconds.stream()
        .min(
            Comparator.<Integer>comparingInt(one -> Math.abs(one - film.seconds()))
                .thenComparing(Comparator.reverseOrder()))
        .orElse(film.seconds());
  }

  /** The same orientation counts most, then the shape, then how many pixels there are. */
  private String shape(VideoOrder film) {
    var wished = size(film);
    return sizes.stream()
        .min(
            Comparator.<Size, Boolean>comparing(
                    one -> !one.orientation().equals(wished.orientation()))
                .thenComparingDouble(one -> distance(one.ratio(), wished.ratio()))
                .thenComparingDouble(one -> distance(one.pixels(), wished.pixels())))
        .map(Size::toString)
        .orElse(film.size());
  }

  private static double distance(double one, double other) {
    return Math.abs(Math.log(one / other));
  }

  private static Size size(VideoOrder film) {
    return Size.read(film.size()).orElseThrow();
  }
}
