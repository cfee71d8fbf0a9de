package dev.reelway.order;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * @param parameters the {@linkplain OrderParameter#isConfigured() parameters} that it takes besides
 *     those that all take
 * @param outputs the most videos or images that one order may be for; if it is null, one video, and
 *     any number of images
 * @param lastFrame whether a remix may instead start from the last frame of the delivered video
 * @param edits whether it can edit a video
 * @param extensions whether it can extend a video
 * @param nearest whether unsupported values are rounded rather than refused
 */
public record Capabilities(
    List<Integer> seconds,
    List<Size> sizes,
    @Nullable Integer references,
    Set<String> parameters,
    boolean watermark,
    boolean remix,
    boolean lastFrame,
    @Nullable Integer outputs,
    boolean edits,
    boolean extensions,
    boolean nearest) {

  private static final double SAME_RATIO = 0.03;
  private static final double SAME_LINES = 0.2;

  /** No limits, but one video to an order. */
  public static final Capabilities ANY =
      new Capabilities(
          List.of(), List.of(), null, Set.of(), true, true, false, null, false, false, false);

  public Capabilities {
    seconds = List.copyOf(seconds);
    sizes = List.copyOf(sizes);
    parameters = Set.copyOf(parameters);
  }

  /** The refusal of an order that is beyond these capabilities; empty if it is within them. */
  public Optional<OrderRefused> refusal(Order order) {
    var model = order.model();
    int images = order.references().size();
    if (references != null && images > references) {
      return refused("input_reference", referenceLimit(references), model);
    }
    if (!can(order.operation())) {
      return refused(
          "model",
          "model must be one that supports %s: they are not available"
              .formatted(order.operation().capability()),
          model);
    }
    if (order.isNativeRemix() && !remix || order.isFrameRemix() && !lastFrame) {
      return refused(
          "model", "model must be one that supports remixes: they are not available", model);
    }
    var missing = missing(order);
    if (missing.isPresent()) {
      return refused(missing.get(), missing.get() + " must be omitted: it is not available", model);
    }
    int most = most(order);
    if (order.n() > most) {
      return refused("n", most == 1 ? "n must be 1" : "n must be at most " + most, model);
    }
    if (nearest) {
      return Optional.empty();
    }
    if (order.watermark() && !watermark) {
      return refused("watermark", "watermark must be false", model);
    }
    return order instanceof VideoOrder video ? refusal(video) : Optional.empty();
  }

  /** Whether it makes edits or extensions, if the operation is one of them. */
  public boolean can(Operation operation) {
    return switch (operation) {
      case EDIT -> edits;
      case EXTEND -> extensions;
      case CREATE, REMIX -> true;
    };
  }

  /** The most videos or images of an order of this kind. */
  private int most(Order order) {
    return outputs != null ? outputs : order instanceof VideoOrder ? 1 : Integer.MAX_VALUE;
  }

  /** A parameter of the order that it does not take. */
  private Optional<String> missing(Order order) {
    var roles =
        switch (order) {
          case VideoOrder video -> video.roles();
          case ImageOrder image ->
              Optional.ofNullable(image.guide()).map(ImageGuide::role).stream().toList();
        };
    return Stream.concat(
            order.options().keySet().stream(), roles.stream().map(ReferenceRole::parameter))
        .filter(name -> OrderParameter.named(name).orElseThrow().isConfigured())
        .filter(name -> !parameters.contains(name))
        .findFirst();
  }

  private Optional<OrderRefused> refusal(VideoOrder video) {
    if (!seconds.isEmpty()
        && video.operation() != Operation.EDIT
        && !seconds.contains(video.rendered())) {
      return refused("seconds", "seconds must be " + oneOf(seconds), video.model());
    }
    if (video.source() == null
        && !sizes.isEmpty()
        && !sizes.contains(size(video))
        && fitting(video).isEmpty()) {
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
   * The supported size of an order that asks for an aspect ratio or a resolution only: the nearest
   * one of that ratio, with at most a fifth more or less lines if a resolution is asked for.
   */
  private Optional<Size> fitting(VideoOrder video) {
    var requested = size(video);
    boolean open = video.options().containsKey("aspect_ratio");
    boolean lines = video.options().containsKey("resolution");
    return sizes.stream()
        .filter(one -> open || lines)
        .filter(one -> Math.abs(one.ratio() / requested.ratio() - 1) <= SAME_RATIO)
        .filter(one -> !lines || Math.abs(one.lines() / requested.lines() - 1) <= SAME_LINES)
        .min(Comparator.comparingDouble(one -> distance(one.pixels(), requested.pixels())));
  }

  /**
   * The order with unsupported values rounded to the nearest supported ones, if they may be; the
   * same order if nothing has to be rounded.
   */
  public Order nearest(Order order) {
    if (!(order instanceof VideoOrder video)) {
      return order;
    }
    var source = video.source();
    if (source != null) {
      return nearest ? nearest(video, source) : order;
    }
    var fitting = sizes.contains(size(video)) ? Optional.<Size>empty() : fitting(video);
    if (fitting.isPresent()) {
      video = video.rounded(video.seconds(), fitting.get().toString(), video.watermark());
    }
    if (!nearest) {
      return fitting.isPresent() ? video : order;
    }
    return video.rounded(length(video), shape(video), video.watermark() && watermark);
  }

  /** The source sets everything but the length that is added. */
  private VideoOrder nearest(VideoOrder video, SourceVideo source) {
    int length =
        source.operation() == Operation.EXTEND ? source.seconds() + length(video) : video.seconds();
    return video.rounded(length, video.size(), video.watermark() && watermark);
  }

  private int length(VideoOrder video) {
    return seconds.stream()
        .min(
            Comparator.<Integer>comparingInt(one -> Math.abs(one - video.rendered()))
                .thenComparing(Comparator.reverseOrder()))
        .orElse(video.rendered());
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
