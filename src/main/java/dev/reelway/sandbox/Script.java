package dev.reelway.sandbox;

import dev.reelway.order.Size;
import dev.reelway.order.Wishes;
import org.jspecify.annotations.Nullable;

/** Reads out of the parameters of a call what there is to see. */
final class Script {

  private static final int LARGEST_SIDE = 1920;
  private static final int MOST_PICTURES = 4;

  private Script() {}

  static String prompt(Wishes wishes) {
    var prompt = wishes.text("prompt");
    if (prompt == null || prompt.isBlank()) {
      throw invalid("prompt is missing");
    }
    return prompt;
  }

  /**
   * @param source what a remix starts from, and takes after where nothing else is asked
   */
  static Scene film(Wishes wishes, @Nullable Scene source) {
    var usual = source == null ? new Size(720, 1280) : new Size(source.width(), source.height());
    var size = size(wishes, usual);
    Integer seconds = wishes.whole("seconds", "a whole number");
    return new Scene(
        prompt(wishes),
        size.width(),
        size.height(),
        seconds != null ? Math.clamp(seconds, 1, 60) : source == null ? 10 : source.seconds(),
        Boolean.TRUE.equals(wishes.flag("watermark")),
        source == null ? null : alone(source));
  }

  static Scene picture(Wishes wishes) {
    var size = size(wishes, new Size(1024, 1024));
    boolean watermark = Boolean.TRUE.equals(wishes.flag("watermark"));
    return new Scene(prompt(wishes), size.width(), size.height(), 1, watermark, null);
  }

  /** How many pictures are asked for. */
  static int count(Wishes wishes) {
    Integer count = wishes.whole("n", "a whole number");
    if (count != null && (count < 1 || count > MOST_PICTURES)) {
      throw invalid("n must be 1 to 4");
    }
    return count == null ? 1 : count;
  }

  static Still format(Wishes wishes) {
    var asked = wishes.text("output_format");
    return Still.read(asked == null ? "png" : asked)
        .orElseThrow(() -> invalid("output_format must be png, jpeg or webp"));
  }

  /** Whether the pictures are to stand in the answer itself, and not behind links. */
  static boolean inline(Wishes wishes) {
    var asked = wishes.text("response_format");
    return switch (asked == null ? "url" : asked) {
      case "url" -> false;
      case "b64_json" -> true;
      default -> throw invalid("response_format must be url or b64_json");
    };
  }

  private static Size size(Wishes wishes, Size usual) {
    var asked = wishes.text("size");
    var size = asked == null ? usual : Size.read(asked).orElse(usual);
    return new Size(even(size.width()), even(size.height()));
  }

  /** H.264 halves its colours: both sides must be even. */
  private static int even(int side) {
    return Math.clamp(side, 64, LARGEST_SIDE) & ~1;
  }

  /** A source's own source is not shown any more. */
  private static Scene alone(Scene scene) {
    return new Scene(
        scene.prompt(), scene.width(), scene.height(), scene.seconds(), scene.watermark(), null);
  }

  private static SandboxRefused invalid(String sentence) {
    return new SandboxRefused(400, "invalid_value", sentence);
  }
}
