package dev.reelway.order;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An edit or an extension of a video that is checked except for its source, which has not been read
 * yet.
 *
 * @param operation edit or extend
 * @param added how many seconds an extension adds; 0 for an edit
 * @param hd whether the source was ordered in high definition, from the same model
 * @param options the parameters that not every target takes, by name
 * @param metadata what the caller notes with the order
 */
public record VideoEdit(
    Operation operation,
    ModelName model,
    String prompt,
    int added,
    boolean hd,
    boolean watermark,
    Map<String, Object> options,
    Map<String, String> metadata,
    @Nullable String callbackUrl) {

  private static final int LEAST_ADDED = 4;
  private static final int MOST_ADDED = 20;
  private static final int MOST_SECONDS = 120;

  /** What the source video sets already. */
  private static final List<OrderParameter> OF_THE_SOURCE =
      List.of(
          OrderParameter.SIZE,
          OrderParameter.WIDTH,
          OrderParameter.HEIGHT,
          OrderParameter.ASPECT_RATIO,
          OrderParameter.RESOLUTION,
          OrderParameter.ORIENTATION,
          OrderParameter.HD);

  /**
   * Reads the parameters of a request.
   *
   * @param parameters under the names of the documentation
   * @param source the order of the source video, or null if this service has not made it
   */
  static VideoEdit read(
      Operation operation,
      ModelName model,
      Parameters parameters,
      @Nullable VideoOrder source,
      @Nullable String callbackUrl) {
    var prompt = Prompt.of(parameters);
    VideoRules.of(model);
    OrderParameters.checkKindOfEdit(parameters);
    omitted(operation, parameters);
    plain(model, parameters);
    var inherited = parameters.has("model") ? null : source;
    Boolean watermark = parameters.bool("watermark");
    return new VideoEdit(
        operation,
        model,
        prompt,
        operation == Operation.EXTEND ? added(parameters) : 0,
        inherited != null && inherited.hd(),
        watermark != null ? watermark : inherited != null && inherited.watermark(),
        OrderParameters.options(parameters),
        Metadata.of(parameters),
        callbackUrl);
  }

  private static void omitted(Operation operation, Parameters parameters) {
    for (var one : OF_THE_SOURCE) {
      if (parameters.has(one.canonical())) {
        throw new OrderRefused(
            one.canonical(),
            "%s must be omitted: the source video sets it".formatted(one.canonical()));
      }
    }
    if (operation == Operation.EDIT && parameters.has("seconds")) {
      throw new OrderRefused(
          "seconds", "seconds must be omitted: an edited video is as long as its source");
    }
    if (OrderParameters.n(parameters, Orders.MAX_VIDEOS) != 1) {
      throw new OrderRefused("n", "n must be 1 for an edit or an extension");
    }
    for (var name : parameters.values().keySet()) {
      if (OrderParameter.named(name).filter(OrderParameter::isReference).isPresent()) {
        throw new OrderRefused(
            name, "%s must be omitted: the only source is the video".formatted(name));
      }
    }
  }

  /** A model that is named, not taken from the source, says nothing of length and shape. */
  private static void plain(ModelName model, Parameters parameters) {
    var shape = List.of(Suffix.HD, Suffix.LANDSCAPE, Suffix.PORTRAIT);
    if (parameters.has("model")
        && (model.seconds() != null || shape.stream().anyMatch(model::has))) {
      throw new OrderRefused(
          "model",
          "model %s must have no suffix for the length or the shape: the source video sets them"
              .formatted(model.written()));
    }
  }

  private static int added(Parameters parameters) {
    var allowed = "a whole number from %d to %d".formatted(LEAST_ADDED, MOST_ADDED);
    Integer seconds = parameters.integer("seconds", allowed);
    if (seconds == null) {
      throw new OrderRefused(
          "seconds", "seconds is required: it must be %s, how much is added".formatted(allowed));
    }
    if (seconds < LEAST_ADDED || seconds > MOST_ADDED) {
      throw new OrderRefused("seconds", "seconds must be " + allowed);
    }
    return seconds;
  }

  /**
   * The order, once the source is known.
   *
   * @param size the size of the source, {@code WxH}
   */
  public VideoOrder of(SourceVideo source, String size) {
    int seconds = source.seconds() + added;
    if (added > 0 && seconds > MOST_SECONDS) {
      throw new OrderRefused(
          "seconds",
          "seconds is too large: the video has %d seconds, and extended it may have at most %d"
              .formatted(source.seconds(), MOST_SECONDS));
    }
    return new VideoOrder(
            model.written(),
            model.base(),
            prompt,
            size,
            seconds,
            hd,
            model.has(Suffix.PRO),
            watermark,
            null)
        .madeOf(source)
        .withOptions(options)
        .withMetadata(metadata)
        .withCallbackUrl(callbackUrl);
  }
}
