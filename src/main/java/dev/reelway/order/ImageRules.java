package dev.reelway.order;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The allowed parameter values of an image order, which depend on the model name. With the seed's
 * names and {@code dall-e} a size or a ratio only sets the orientation: square, three to two or two
 * to three. With all other names a ratio is exact, in steps of 16 pixels. With OpenAI's names it is
 * exact, in steps of 16 pixels, at most three times as long as wide and at most 3840x2160 in all
 * (openai-node 7.59.0, {@code resources/images.ts}). With the operator's own names it is exact.
 * With the seed's names an order makes at most four images, with all others ten.
 */
final class ImageRules {

  private static final String SQUARE = "1024x1024";
  private static final String LANDSCAPE = "1536x1024";
  private static final String PORTRAIT = "1024x1536";
  private static final List<Size> USUAL =
      Stream.of(SQUARE, LANDSCAPE, PORTRAIT).flatMap(one -> Size.read(one).stream()).toList();
  private static final int SQUARE_SIDE = 1024;
  private static final int LONGER_SIDE = 1536;
  private static final int STEP = 16;

  /** The first models with this name make images of the usual sizes only. */
  private static final String THREE_SIZES = "gpt-image-1";

  private static final String RATIO = "aspect_ratio";
  private static final double LONGEST = 3;
  private static final double MAX_PIXELS = 3840 * 2160;
  private static final int MAX_SIDE = 4096;
  private static final int MAX_IMAGES = 10;
  private static final int MAX_SEED_IMAGES = 4;
  private static final int MAX_REFERENCES = 16;
  private static final List<String> FORMATS = List.of("png", "jpeg", "webp");
  private static final Map<String, String> ALIASES = Map.of("jpg", "jpeg");

  private ImageRules() {}

  /**
   * Whether a model generates images, judged by its name: the name contains {@code image} or starts
   * with {@code dall-e}.
   */
  static boolean generatesImages(String base) {
    var name = base.toLowerCase(Locale.ROOT);
    return name.contains("image") || name.startsWith("dall-e");
  }

  static ImageOrder order(String prompt, ModelName model, Parameters parameters) {
    if (VideoRules.generatesVideosOnly(model.base())) {
      throw new OrderRefused(
          "model", "model %s generates videos, not images".formatted(model.base()));
    }
    noStream(parameters);
    OrderParameter.PARTIAL_IMAGES.type().read(parameters, "partial_images");
    var shape = Shape.of(parameters, "auto or WIDTHxHEIGHT in pixels");
    var options = new TreeMap<>(OrderParameters.options(parameters));
    ratio(model.base(), shape).ifPresent(one -> options.put(RATIO, one.toString()));
    return new ImageOrder(
            model.written(),
            model.base(),
            prompt,
            size(model.base(), shape, parameters),
            OrderParameters.n(parameters, mostImages(model.base())),
            format(parameters),
            Boolean.TRUE.equals(parameters.bool("watermark")),
            List.of())
        .withOptions(options);
  }

  /** Refuses more than 16 reference images. */
  static void checkReferences(int count) {
    if (count > MAX_REFERENCES) {
      throw new OrderRefused("image", "image accepts at most %d images".formatted(MAX_REFERENCES));
    }
  }

  private static String size(String model, Shape shape, Parameters parameters) {
    var size = shape.size();
    if (size != null && !isSeeds(model)) {
      return exact(size, isOpenAis(model)).toString();
    }
    var exact = ratio(model, shape);
    if (exact.isPresent()) {
      return sized(model, exact.get()).toString();
    }
    Boolean landscape =
        size == null && shape.ratio() == null
            ? VideoRules.orientation(parameters)
            : shape.landscape();
    return landscape == null ? SQUARE : landscape ? LANDSCAPE : PORTRAIT;
  }

  /** The ratio that the images get exactly: with the seed's names it only sets the orientation. */
  private static Optional<Shape.Ratio> ratio(String model, Shape shape) {
    return shape.size() == null && !isSeeds(model)
        ? Optional.ofNullable(shape.ratio())
        : Optional.empty();
  }

  /** As long as the usual sizes, in steps of 16 pixels. */
  private static Size sized(String model, Shape.Ratio ratio) {
    double length = Math.max(ratio.value(), 1 / ratio.value());
    if (isOpenAis(model) && length > LONGEST) {
      throw new OrderRefused(RATIO, "aspect_ratio must be from 1:3 to 3:1");
    }
    if (model.startsWith(THREE_SIZES)) {
      return USUAL.stream()
          .filter(ratio::fits)
          .findFirst()
          .orElseThrow(() -> new OrderRefused(RATIO, "aspect_ratio must be 1:1, 3:2 or 2:3"));
    }
    int longer = length > 1 ? LONGER_SIDE : SQUARE_SIDE;
    int shorter = (int) Math.round(longer / length / STEP) * STEP;
    return ratio.value() > 1 ? new Size(longer, shorter) : new Size(shorter, longer);
  }

  private static Size exact(Size size, boolean openai) {
    boolean fits =
        openai
            ? size.width() % STEP == 0
                && size.height() % STEP == 0
                && size.pixels() <= MAX_PIXELS
                && Math.max(size.ratio(), 1 / size.ratio()) <= LONGEST
            : Math.max(size.width(), size.height()) <= MAX_SIDE;
    if (!fits) {
      throw new OrderRefused(
          "size",
          openai
              ? "size must be auto, or WIDTHxHEIGHT in steps of 16 pixels, from 1:3 to 3:1, with at"
                  + " most as many pixels as 3840x2160"
              : "size must be auto, or WIDTHxHEIGHT in pixels, each at most " + MAX_SIDE);
    }
    return size;
  }

  /** The most images of one order, whatever its model can make. */
  static int mostImages(String model) {
    return isSeeds(model) ? MAX_SEED_IMAGES : MAX_IMAGES;
  }

  /** The sizes that images may get; none for any. */
  static List<Size> sizes(String model) {
    return isSeeds(model) ? USUAL : List.of();
  }

  private static boolean isSeeds(String model) {
    return model.startsWith("sora_image") || model.startsWith("dall-e");
  }

  /** Whether it is one of OpenAI's image models since GPT Image, which answer base64 only. */
  static boolean isOpenAis(String model) {
    return model.startsWith("gpt-image-") || model.startsWith("chatgpt-image-");
  }

  private static String format(Parameters parameters) {
    var text = parameters.text("output_format");
    var format = text == null ? "png" : ALIASES.getOrDefault(text, text);
    if (!FORMATS.contains(format)) {
      throw new OrderRefused("output_format", "output_format must be png, jpeg or webp");
    }
    return format;
  }

  private static void noStream(Parameters parameters) {
    if (Boolean.TRUE.equals(parameters.bool("stream"))) {
      throw new OrderRefused(
          "stream", "stream must be false: only callers who wait can be sent a stream");
    }
  }
}
