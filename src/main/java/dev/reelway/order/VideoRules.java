package dev.reelway.order;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
  OPEN(List.of(), RenderedModels.USUAL_LENGTH);

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

  static VideoRules of(String base) {
    return base.startsWith("sora_video")
        ? SEED
        : base.equals("sora-2") || base.equals("sora-2-pro") ? OPENAI : OPEN;
  }

  /** The lengths that an order may name, in seconds, whatever its model can make. */
  List<Integer> lengths() {
    return lengths.isEmpty() ? IntStream.rangeClosed(1, MAX_SECONDS).boxed().toList() : lengths;
  }

  /**
   * The length of a video whose order names none.
   *
   * @param usual that of this model, if its name has none of its own
   */
  int length(int usual) {
    return this == OPEN ? usual : defaultLength;
  }

  /** The sizes that a video may get, whatever its model can make; none for any. */
  List<Size> sizes() {
    return switch (this) {
      case SEED -> List.of(STANDARD, STANDARD.turned());
      case OPENAI -> OPENAI_SIZES;
      case OPEN -> List.of();
    };
  }

  /** Whether the name can only be that of a model that generates videos. */
  static boolean generatesVideosOnly(String base) {
    return of(base) != OPEN;
  }

  /**
   * The order of a video.
   *
   * @param parameters under the names of the documentation
   * @param usual the length of a video of this model whose order names none
   */
  VideoOrder order(String prompt, ModelName model, Parameters parameters, int usual) {
    int seconds = seconds(model, parameters, length(usual));
    boolean hd = hd(model, parameters, seconds);
    var shape = Shape.of(parameters, allowedSizes());
    var options = new TreeMap<>(OrderParameters.options(parameters));
    options.putAll(shape.options());
    return new VideoOrder(
            model.written(),
            model.base(),
            prompt,
            size(model, parameters, shape, hd).toString(),
            seconds,
            hd,
            model.has(Suffix.PRO),
            Boolean.TRUE.equals(parameters.bool("watermark")),
            null)
        .withOptions(options);
  }

  private int seconds(ModelName model, Parameters parameters, int usual) {
    Integer requested = requestedLength(parameters);
    Integer named = model.seconds();
    if (requested == null) {
      return named == null ? usual : named;
    }
    if (named != null && !named.equals(requested)) {
      throw contradiction("seconds", named + "s", model);
    }
    return requested;
  }

  private @Nullable Integer requestedLength(Parameters parameters) {
    Integer length = parameters.integer("seconds", allowedLengths());
    boolean fits =
        length == null
            || (lengths.isEmpty()
                ? length >= 1 && length <= MAX_SECONDS
                : lengths.contains(length));
    if (!fits) {
      throw new OrderRefused("seconds", "seconds must be " + allowedLengths());
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

  private Size size(ModelName model, Parameters parameters, Shape shape, boolean hd) {
    var requested = shape.size();
    if (requested != null && !allows(requested)) {
      throw new OrderRefused("size", "size must be " + allowedSizes());
    }
    Boolean turned = landscape(parameters, shape, model);
    var upright = hd ? HIGH : STANDARD;
    var usual = Boolean.TRUE.equals(turned) ? upright.turned() : upright;
    return switch (this) {
      case SEED -> open(shape, List.of(usual), "720p");
      case OPENAI -> requested != null ? requested : open(shape, sizes(usual), "720p or 1080p");
      case OPEN -> requested != null ? requested : shape.isOpen() ? sized(shape, usual) : usual;
    };
  }

  /** The sizes of OpenAI's models that have the orientation of the usual one, which goes first. */
  private static List<Size> sizes(Size usual) {
    return Stream.concat(Stream.of(usual), OPENAI_SIZES.stream())
        .filter(size -> size.orientation().equals(usual.orientation()))
        .toList();
  }

  /** The first of these sizes that has the ratio and the resolution that are asked for. */
  private static Size open(Shape shape, List<Size> sizes, String resolutions) {
    var ratio = shape.size() == null ? shape.ratio() : null;
    if (ratio != null && sizes.stream().noneMatch(ratio::fits)) {
      throw new OrderRefused("aspect_ratio", "aspect_ratio must be 16:9 or 9:16");
    }
    return sizes.stream()
        .filter(size -> shape.size() != null || shape.fits(size))
        .findFirst()
        .orElseThrow(() -> new OrderRefused("resolution", "resolution must be " + resolutions));
  }

  private static Size sized(Shape shape, Size usual) {
    Integer tier = shape.tier();
    int lines = tier == null ? Math.min(usual.width(), usual.height()) : tier;
    var ratio = shape.ratio();
    return Shape.sized(ratio == null ? upright(usual) : ratio.value(), lines);
  }

  private static double upright(Size usual) {
    return usual.width() > usual.height() ? 16 / 9.0 : 9 / 16.0;
  }

  /** Whether an order may name the length and the size of another one. */
  boolean allow(VideoOrder other) {
    return lengths().contains(other.seconds())
        && Size.read(other.size()).filter(this::allows).isPresent();
  }

  /** Whether an order may name the size. */
  boolean allows(Size size) {
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
   * The orientation from model name, shape and orientation parameter together; null if none of them
   * sets it.
   */
  private static @Nullable Boolean landscape(Parameters parameters, Shape shape, ModelName model) {
    Boolean byShape = shape.landscape();
    var param = shape.size() != null ? "size" : "aspect_ratio";
    Boolean requested = agreed(param, byShape, "orientation", orientation(parameters));
    Boolean named = model.landscape();
    if (named != null && requested != null && !named.equals(requested)) {
      throw contradiction(
          byShape == null ? "orientation" : param, named ? "landscape" : "portrait", model);
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
}
