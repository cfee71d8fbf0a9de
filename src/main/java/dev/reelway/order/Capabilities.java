package dev.reelway.order;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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
 * @param remixAsEdit whether a remix there is an edit of its source, whose length, size and further
 *     parameters it keeps
 * @param parameters the {@linkplain OrderParameter#isConfigured() parameters} that it takes besides
 *     those that all take
 * @param outputs the most videos or images that one order may be for; if it is null, one video, and
 *     any number of images
 * @param lastFrame whether a remix may instead start from the last frame of the delivered video
 * @param edits whether it can edit a video
 * @param extensions whether it can extend a video
 * @param frames whether images without a role become its frames: two are the first and the last
 *     frame, and more of them references; otherwise they are passed on as they come
 * @param adaptive whether the engine may choose the aspect ratio; otherwise an order that leaves it
 *     to the engine gets its usual one
 * @param files the limits of reference videos and audio files, and how files are sent
 * @param pollEvery the least time between two polls of a render, zero for any
 * @param nearest whether unsupported values are rounded rather than refused
 */
public record Capabilities(
    List<Integer> seconds,
    List<Size> sizes,
    @Nullable Integer references,
    Set<String> parameters,
    boolean watermark,
    boolean remix,
    boolean remixAsEdit,
    boolean lastFrame,
    @Nullable Integer outputs,
    boolean edits,
    boolean extensions,
    boolean frames,
    boolean adaptive,
    ReferenceLimits files,
    Duration pollEvery,
    boolean nearest) {

  private static final String KEPT =
      " must be omitted, or be that of the source video: remixes keep it";

  /** No limits, but one video to an order, and no reference videos and audio files. */
  public static final Capabilities ANY =
      new Capabilities(
          List.of(),
          List.of(),
          null,
          Set.of(),
          true,
          true,
          false,
          false,
          null,
          false,
          false,
          false,
          false,
          ReferenceLimits.NONE,
          Duration.ZERO,
          false);

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
    var unplaced = unplaced(order);
    if (unplaced.isPresent()) {
      return unplaced;
    }
    var unsent = files.refusal(order);
    if (unsent.isPresent()) {
      return unsent.flatMap(one -> refused(one, model));
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

  /** Whether an order is a remix that keeps what its source is. */
  public boolean keepsSource(Order order) {
    return remixAsEdit && order.isNativeRemix();
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
        .filter(name -> !parameters.contains(name))
        .filter(name -> isRequired(OrderParameter.named(name).orElseThrow()))
        .findFirst();
  }

  /** Images without a role of which the last one would become what it does not take. */
  private Optional<OrderRefused> unplaced(Order order) {
    if (!frames || !(order instanceof VideoOrder video)) {
      return Optional.empty();
    }
    var role = video.implied();
    return role == null || parameters.contains(role.parameter())
        ? Optional.empty()
        : refused(
            "input_reference",
            "input_reference accepts %s without a role: %s is not available"
                .formatted(
                    parameters.contains(ReferenceRole.LAST_FRAME.parameter())
                        ? "two images"
                        : "one image",
                    role.parameter()),
            order.model());
  }

  /** The order with the roles that its images have here although it does not say them. */
  public Order withRoles(Order order) {
    return frames && order instanceof VideoOrder video ? video.withImpliedRoles() : order;
  }

  private static boolean isRequired(OrderParameter one) {
    return one.isConfigured() && !one.isPreference();
  }

  /** The options of an order without the preferences that it does not take. */
  public Map<String, Object> options(Order order) {
    return order.options().entrySet().stream()
        .filter(
            one ->
                parameters.contains(one.getKey())
                    || !OrderParameter.named(one.getKey()).orElseThrow().isPreference())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Optional<OrderRefused> refusal(VideoOrder video) {
    if (keepsSource(video)) {
      return video.changed().stream()
          .findFirst()
          .flatMap(one -> refused(one, one + KEPT, video.model()));
    }
    var lengths = new SupportedLengths(seconds);
    if (video.operation() != Operation.EDIT && !lengths.allow(video.rendered())) {
      return refused("seconds", "seconds must be " + lengths.allowed(), video.model());
    }
    var supported = new SupportedSizes(sizes);
    return video.source() == null && !supported.allow(video)
        ? refused(supported.refusal(video), video.model())
        : Optional.empty();
  }

  private static String referenceLimit(int most) {
    return most == 0
        ? "input_reference must be omitted"
        : "input_reference accepts at most %d images".formatted(most);
  }

  private static Optional<OrderRefused> refused(OrderRefused reason, String model) {
    return refused(String.valueOf(reason.param()), reason.sentence(), model);
  }

  private static Optional<OrderRefused> refused(String param, String sentence, String model) {
    return Optional.of(new OrderRefused(param, sentence + " with the model " + model));
  }

  /**
   * The order with unsupported values rounded to the nearest supported ones, if they may be; the
   * same order if nothing has to be rounded.
   */
  public Order nearest(Order order) {
    if (!(order instanceof VideoOrder given)) {
      return order;
    }
    var video = given.isAdaptive() && !adaptive ? given.withoutAdaptive() : given;
    var source = video.source();
    if (source != null) {
      return nearest ? nearest(video, source) : video;
    }
    var supported = new SupportedSizes(sizes);
    var fitted = supported.fitted(video);
    return nearest ? rounded(supported.nearest(fitted)) : fitted;
  }

  /** The supported length that is nearest to another one, in seconds. */
  public int lengthNear(int length) {
    return new SupportedLengths(seconds).nearest(length);
  }

  private VideoOrder rounded(VideoOrder video) {
    return video.rounded(length(video), video.size(), video.watermark() && watermark);
  }

  /** The source sets everything but the length that is added. */
  private VideoOrder nearest(VideoOrder video, SourceVideo source) {
    int length =
        source.operation() == Operation.EXTEND ? source.seconds() + length(video) : video.seconds();
    return video.rounded(length, video.size(), video.watermark() && watermark);
  }

  private int length(VideoOrder video) {
    return lengthNear(video.rendered());
  }
}
