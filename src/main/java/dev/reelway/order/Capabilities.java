package dev.reelway.order;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The capabilities of a model at an upstream, as the operator configures them; what is not
 * configured is not limited. An order beyond them is refused. If {@code nearest} is set, the
 * length, size and watermark of a video are rounded to the nearest supported value instead.
 *
 * @param seconds the supported video lengths in seconds; empty for any
 * @param sizes the supported video sizes; empty for any
 * @param references the most images that an order may start from, or null for any number
 * @param watermark whether it can draw a watermark
 * @param remix whether it can remix a video that it made before
 * @param lastFrame whether a remix may instead start from the last frame of the delivered video
 * @param nearest whether unsupported values are rounded rather than refused
 */
public record Capabilities(
    List<Integer> seconds,
    List<Size> sizes,
    @Nullable Integer references,
    boolean watermark,
    boolean remix,
    boolean lastFrame,
    boolean nearest) {

  /** No limits. */
  public static final Capabilities ANY =
      new Capabilities(List.of(), List.of(), null, true, true, false, false);

  public Capabilities {
    seconds = List.copyOf(seconds);
    sizes = List.copyOf(sizes);
  }

  /** The refusal of an order that is beyond these capabilities; empty if it is within them. */
  public Optional<OrderRefused> refusal(Order order) {
    var model = order.model();
    int images = order.references().size();
    if (references != null && images > references) {
      return refused("input_reference", referenceLimit(references), model);
    }
    if (order.isNativeRemix() && !remix || order.isFrameRemix() && !lastFrame) {
      return refused(
          "model", "model must be one that supports remixes: they are not available", model);
    }
    if (nearest) {
      return Optional.empty();
    }
    if (order.watermark() && !watermark) {
      return refused("watermark", "watermark must be false", model);
    }
    return order instanceof VideoOrder video ? refusal(video) : Optional.empty();
  }

  private Optional<OrderRefused> refusal(VideoOrder video) {
    if (!seconds.isEmpty() && !seconds.contains(video.seconds())) {
      return refused("seconds", "seconds must be " + oneOf(seconds), video.model());
    }
    if (!sizes.isEmpty() && !sizes.contains(size(video))) {
      return refused("size", "size must be " + oneOf(sizes), video.model());
    }
    return Optional.empty();
  }

  private static String referenceLimit(int most) {
    return most == 0
        ? "input_reference must be omitted"
        : "input_reference accepts at most %d images".formatted(most);
  }

  private static String oneOf(List<?> allowed) {
    var words = allowed.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return allowed.size() == 1 ? words : "one of " + words;
  }

  private static Optional<OrderRefused> refused(String param, String sentence, String model) {
    return Optional.of(new OrderRefused(param, sentence + " with the model " + model));
  }

  /**
   * The order with unsupported values rounded to the nearest supported ones; the same order if
   * nothing has to be rounded.
   */
  public Order nearest(Order order) {
    if (!nearest || !(order instanceof VideoOrder video)) {
      return order;
    }
    return video.rounded(length(video), shape(video), video.watermark() && watermark);
  }

  private int length(VideoOrder video) {
    return seconds.stream()
        .min(
            Comparator.<Integer>comparingInt(one -> Math.abs(one - video.seconds()))
                .thenComparing(Comparator.reverseOrder()))
        .orElse(video.seconds());
  }

  /** The same orientation counts most, then the aspect ratio, then the number of pixels. */
  private String shape(VideoOrder video) {
    var requested = size(video);
    return sizes.stream()
        .min(
            Comparator.<Size, Boolean>comparing(
                    one -> !one.orientation().equals(requested.orientation()))
                .thenComparingDouble(one -> distance(one.ratio(), requested.ratio()))
                .thenComparingDouble(one -> distance(one.pixels(), requested.pixels())))
        .map(Size::toString)
        .orElse(video.size());
  }

  private static double distance(double one, double other) {
    return Math.abs(Math.log(one / other));
  }

  private static Size size(VideoOrder video) {
    return Size.read(video.size()).orElseThrow();
  }
}
