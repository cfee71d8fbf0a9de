package dev.reelway.order;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the parameters of an image order may say. A size tells the shape alone: square, three to two
 * or two to three, as the seed's dialect has it.
 */
final class ImageGrammar {

  private static final String SQUARE = "1024x1024";
  private static final String LANDSCAPE = "1536x1024";
  private static final String PORTRAIT = "1024x1536";
  private static final int MOST = 4;
  private static final int MOST_REFERENCES = 16;
  private static final List<String> FORMATS = List.of("png", "jpeg", "webp");
  private static final Map<String, String> ALIASES = Map.of("jpg", "jpeg");

  private ImageGrammar() {}

  /**
   * Names of models that make images say so; of all others it is said where they are configured.
   */
  static boolean makesImages(String base) {
    var name = base.toLowerCase(Locale.ROOT);
    return name.contains("image") || name.startsWith("dall-e");
  }

  static ImageOrder order(String prompt, ModelName model, Wishes wishes) {
    if (Grammar.makesVideosOnly(model.base())) {
      throw new OrderRefused("model", "model %s makes videos, not images".formatted(model.base()));
    }
    noStream(wishes);
    noMask(wishes);
    noHd(wishes);
    return new ImageOrder(
        model.written(),
        model.base(),
        prompt,
        size(wishes),
        n(wishes),
        format(wishes),
        Boolean.TRUE.equals(wishes.flag("watermark")),
        List.of());
  }

  /** Refuses more pictures than an image may start from. */
  static void references(int count) {
    if (count > MOST_REFERENCES) {
      throw new OrderRefused("image", "image takes at most %d pictures".formatted(MOST_REFERENCES));
    }
  }

  private static int n(Wishes wishes) {
    var allowed = "a whole number from 1 to " + MOST;
    Integer n = wishes.whole("n", allowed);
    if (n != null && (n < 1 || n > MOST)) {
      throw new OrderRefused("n", "n must be " + allowed);
    }
    return n == null ? 1 : n;
  }

  private static String size(Wishes wishes) {
    var text = wishes.text("size");
    if (text == null || text.isEmpty() || text.equals("auto")) {
      return turned(wishes);
    }
    var size =
        Size.read(text)
            .orElseThrow(
                () -> new OrderRefused("size", "size must be auto or WIDTHxHEIGHT in pixels"));
    return size.width() == size.height()
        ? SQUARE
        : size.width() > size.height() ? LANDSCAPE : PORTRAIT;
  }

  private static String turned(Wishes wishes) {
    Boolean landscape = Grammar.orientation(wishes);
    return landscape == null ? SQUARE : landscape ? LANDSCAPE : PORTRAIT;
  }

  private static String format(Wishes wishes) {
    var text = wishes.text("output_format");
    var format = text == null || text.isEmpty() ? "png" : ALIASES.getOrDefault(text, text);
    if (!FORMATS.contains(format)) {
      throw new OrderRefused("output_format", "output_format must be png, jpeg or webp");
    }
    return format;
  }

  private static void noStream(Wishes wishes) {
    if (Boolean.TRUE.equals(wishes.flag("stream"))) {
      throw new OrderRefused(
          "stream", "stream must be false: an image is answered whole, or streamed by chat");
    }
  }

  private static void noMask(Wishes wishes) {
    if (wishes.has("mask")) {
      throw new OrderRefused("mask", "mask is not supported: say in the prompt what shall change");
    }
  }

  private static void noHd(Wishes wishes) {
    if (Boolean.TRUE.equals(wishes.flag("hd"))) {
      throw new OrderRefused("hd", "hd is for sora_video2-pro only: leave it out");
    }
  }
}
