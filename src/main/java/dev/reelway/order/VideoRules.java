package dev.reelway.order;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The allowed parameter values of a video order, which depend on the model name: the seed dialect's
 * names allow the seed's values, OpenAI's names allow OpenAI's, and the operator's own names allow
 * any.
 */
enum VideoRules {

  /**
   * The seed's models: lengths 10, 15 and 25; a size only sets the orientation; {@code hd} is
   * allowed as a suffix or with {@code -pro}, and not with 25 seconds.
   */
  SEED(List.of(10, 15, 25), 10),

  /** OpenAI's Videos API: lengths 4, 8, 12, 16 and 20, and exactly six sizes. */
  OPENAI(List.of(4, 8, 12, 16, 20), 4),

  /** A name that the operator chose: its limits are those configured for its upstream. */
  OPEN(List.of(), 10);

  private static final Size STANDARD = new Size(720, 1280);
  private static final Size HIGH = new Size(1024, 1792);
  private static final List<Size> OPENAI_SIZES =
      List.of(
          STANDARD,
          STANDARD.turned(),
          HIGH,
          HIGH.turned(),
          new Size(1080, 1920),
          new Size(1920, 1080));
  private static final int MAX_SECONDS = 60;
  private static final int MAX_SIDE = 4096;

  private final List<Integer> lengths;
  private final int defaultLength;

  VideoRules(List<Integer> lengths, int defaultLength) {
    this.lengths = lengths;
    this.defaultLength = defaultLength;
  }

  static VideoRules of(ModelName model) {
    if (ImageRules.generatesImages(model.base())) {
      throw new OrderRefused(
          "model", "model %s generates images, not videos".formatted(model.base()));
    }
    return of(model.base());
  }

  private static VideoRules of(String base) {
    return base.startsWith("sora_video")
        ? SEED
        : base.equals("sora-2") || base.equals("sora-2-pro") ? OPENAI : OPEN;
  }

  /** Whether the name can only be that of a model that generates videos. */
  static boolean generatesVideosOnly(String base) {
    return of(base) != OPEN;
  }

  VideoOrder order(String prompt, ModelName model, Parameters parameters) {
    int seconds = seconds(model, parameters);
    boolean hd = hd(model, parameters, seconds);
    return new VideoOrder(
        model.written(),
        model.base(),
        prompt,
        size(model, parameters, hd).toString(),
        seconds,
        hd,
        model.has(Suffix.PRO),
        Boolean.TRUE.equals(parameters.bool("watermark")),
        null);
  }

  private int seconds(ModelName model, Parameters parameters) {
    var requested = requestedLength(parameters);
    Integer named = model.seconds();
    if (requested == null) {
      return named == null ? defaultLength : named;
    }
    if (named != null && named != requested.seconds) {
      throw contradiction(requested.param, named + "s", model);
    }
    return requested.seconds;
  }

  private @Nullable Length requestedLength(Parameters parameters) {
    Integer seconds = length(parameters, "seconds");
    Integer duration = length(parameters, "duration");
    if (seconds != null && duration != null && !seconds.equals(duration)) {
      throw new OrderRefused(
          "duration", "duration and seconds are the same parameter: send only one of them");
    }
    return seconds != null
        ? new Length("seconds", seconds)
        : duration != null ? new Length("duration", duration) : null;
  }

  private @Nullable Integer length(Parameters parameters, String param) {
    Integer length = parameters.integer(param, allowedLengths());
    boolean fits =
        length == null
            || (lengths.isEmpty()
                ? length >= 1 && length <= MAX_SECONDS
                : lengths.contains(length));
    if (!fits) {
      throw new OrderRefused(param, "%s must be %s".formatted(param, allowedLengths()));
    }
    return length;
  }

  private String allowedLengths() {
    return lengths.isEmpty()
        ? "a whole number from 1 to " + MAX_SECONDS
        : "one of " + lengths.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private boolean hd(ModelName model, Parameters parameters, int seconds) {
    Boolean requested = parameters.bool("hd");
    boolean named = model.has(Suffix.HD);
    if (named && Boolean.FALSE.equals(requested)) {
      throw contradiction("hd", "hd", model);
    }
    if (Boolean.TRUE.equals(requested) && !named && this != OPEN && !model.has(Suffix.PRO)) {
      throw new OrderRefused(
          "hd", "hd is only available with sora_video2-pro: omit it, or add -pro to the model");
    }
    boolean hd = named || Boolean.TRUE.equals(requested);
    if (hd && this == SEED && seconds == 25) {
      throw new OrderRefused("hd", "hd is not available with 25 seconds: use 10 or 15");
    }
    return hd;
  }

  private Size size(ModelName model, Parameters parameters, boolean hd) {
    var requested = requestedSize(parameters);
    Boolean turned = landscape(parameters, requested, model);
    if (this == SEED) {
      var upright = hd ? HIGH : STANDARD;
      return Boolean.TRUE.equals(turned) ? upright.turned() : upright;
    }
    var upright = hd ? HIGH : STANDARD;
    return requested != null ? requested : Boolean.TRUE.equals(turned) ? upright.turned() : upright;
  }

  private @Nullable Size requestedSize(Parameters parameters) {
    var text = parameters.text("size");
    if (text == null) {
      return null;
    }
    var size = Size.read(text).filter(this::allows);
    return size.orElseThrow(() -> new OrderRefused("size", "size must be " + allowedSizes()));
  }

  private boolean allows(Size size) {
    return this == OPENAI
        ? OPENAI_SIZES.contains(size)
        : size.width() <= MAX_SIDE && size.height() <= MAX_SIDE;
  }

  private String allowedSizes() {
    return this == OPENAI
        ? "one of " + OPENAI_SIZES.stream().map(Size::toString).collect(Collectors.joining(", "))
        : "WIDTHxHEIGHT in pixels, each from 1 to %d".formatted(MAX_SIDE);
  }

  /**
   * The orientation from model name, size and orientation parameter together; null if none of them
   * sets it.
   */
  private static @Nullable Boolean landscape(
      Parameters parameters, @Nullable Size size, ModelName model) {
    Boolean bySize =
        size == null || size.width() == size.height()
            ? null
            : Boolean.valueOf(size.width() > size.height());
    Boolean requested = agreed("size", bySize, "orientation", orientation(parameters));
    Boolean named = model.landscape();
    if (named != null && requested != null && !named.equals(requested)) {
      throw contradiction(
          bySize == null ? "orientation" : "size", named ? "landscape" : "portrait", model);
    }
    return named == null ? requested : named;
  }

  static @Nullable Boolean orientation(Parameters parameters) {
    var text = parameters.text("orientation");
    return switch (text) {
      case null -> null;
      case "landscape" -> true;
      case "portrait" -> false;
      case String other ->
          throw new OrderRefused("orientation", "orientation must be portrait or landscape");
    };
  }

  private static @Nullable Boolean agreed(
      String one, @Nullable Boolean first, String other, @Nullable Boolean second) {
    if (first != null && second != null && !first.equals(second)) {
      throw new OrderRefused(
          other, "%s contradicts %s: send only one of them".formatted(other, one));
    }
    return first == null ? second : first;
  }

  private static OrderRefused contradiction(String param, String suffix, ModelName model) {
    return new OrderRefused(
        param,
        "%s contradicts the suffix %s of model %s".formatted(param, suffix, model.written()));
  }

  private record Length(String param, int seconds) {}
}
