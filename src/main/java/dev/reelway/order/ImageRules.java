package dev.reelway.order;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The allowed parameter values of an image order. A size only sets the aspect ratio (square, three
 * to two or two to three), as in the seed's dialect.
 */
final class ImageRules {

  private static final String SQUARE = "1024x1024";
  private static final String LANDSCAPE = "1536x1024";
  private static final String PORTRAIT = "1024x1536";
  private static final int MAX_IMAGES = 4;
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
    return new ImageOrder(
            model.written(),
            model.base(),
            prompt,
            size(parameters),
            n(parameters),
            format(parameters),
            Boolean.TRUE.equals(parameters.bool("watermark")),
            List.of())
        .withOptions(OrderParameters.options(parameters));
  }

  /** Refuses more than 16 reference images. */
  static void checkReferences(int count) {
    if (count > MAX_REFERENCES) {
      throw new OrderRefused("image", "image accepts at most %d images".formatted(MAX_REFERENCES));
    }
  }

  private static int n(Parameters parameters) {
    var allowed = "a whole number from 1 to " + MAX_IMAGES;
    Integer n = parameters.integer("n", allowed);
    if (n != null && (n < 1 || n > MAX_IMAGES)) {
      throw new OrderRefused("n", "n must be " + allowed);
    }
    return n == null ? 1 : n;
  }

  private static String size(Parameters parameters) {
    var shape = Shape.of(parameters, "auto or WIDTHxHEIGHT in pixels");
    Boolean landscape = shape.landscape();
    if (shape.size() == null && shape.ratio() == null) {
      return orientation(parameters);
    }
    return landscape == null ? SQUARE : landscape ? LANDSCAPE : PORTRAIT;
  }

  private static String orientation(Parameters parameters) {
    Boolean landscape = VideoRules.orientation(parameters);
    return landscape == null ? SQUARE : landscape ? LANDSCAPE : PORTRAIT;
  }

  private static String format(Parameters parameters) {
    var text = parameters.text("output_format");
    var format = text == null || text.isEmpty() ? "png" : ALIASES.getOrDefault(text, text);
    if (!FORMATS.contains(format)) {
      throw new OrderRefused("output_format", "output_format must be png, jpeg or webp");
    }
    return format;
  }

  private static void noStream(Parameters parameters) {
    if (Boolean.TRUE.equals(parameters.bool("stream"))) {
      throw new OrderRefused(
          "stream", "stream must be false: images can only be streamed by chat completions");
    }
  }
}
