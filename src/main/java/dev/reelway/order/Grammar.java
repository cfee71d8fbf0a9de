package dev.reelway.order;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the parameters may say, which depends on whose model name it is: the seed dialect's names
 * take the seed's values, OpenAI's names take OpenAI's, and names of the operator's own take any.
 */
enum Grammar {

  /** Lengths 10, 15, 25; a size only tells the orientation; {@code hd} as the seed has it. */
  SEED(List.of(10, 15, 25), 10),

  /** OpenAI's Videos API: lengths 4 to 20, and exactly six sizes. */
  OPENAI(List.of(4, 8, 12, 16, 20), 4),

  /** A name that only the operator knows: what its upstream can do is said there. */
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
  private static final int LONGEST = 60;
  private static final int WIDEST = 4096;

  private final List<Integer> lengths;
  private final int usualLength;

  Grammar(List<Integer> lengths, int usualLength) {
    this.lengths = lengths;
    this.usualLength = usualLength;
  }

  static Grammar of(ModelName model) {
    if (ImageGrammar.makesImages(model.base())) {
      throw new OrderRefused("model", "model %s makes images, not videos".formatted(model.base()));
    }
    return of(model.base());
  }

  private static Grammar of(String base) {
    return base.startsWith("sora_video")
        ? SEED
        : base.equals("sora-2") || base.equals("sora-2-pro") ? OPENAI : OPEN;
  }

  /** Whether nobody can take the name for that of a model that makes images. */
  static boolean makesVideosOnly(String base) {
    return of(base) != OPEN;
  }

  VideoOrder order(String prompt, ModelName model, Wishes wishes) {
    int seconds = seconds(model, wishes);
    boolean hd = hd(model, wishes, seconds);
    return new VideoOrder(
        model.written(),
        model.base(),
        prompt,
        size(model, wishes, hd).toString(),
        seconds,
        hd,
        model.has(Suffix.PRO),
        Boolean.TRUE.equals(wishes.flag("watermark")),
        null);
  }

  private int seconds(ModelName model, Wishes wishes) {
    var asked = asked(wishes);
    Integer named = model.seconds();
    if (asked == null) {
      return named == null ? usualLength : named;
    }
    if (named != null && named != asked.seconds) {
      throw contradiction(asked.param, named + "s", model);
    }
    return asked.seconds;
  }

  private @Nullable Length asked(Wishes wishes) {
    Integer seconds = length(wishes, "seconds");
    Integer duration = length(wishes, "duration");
    if (seconds != null && duration != null && !seconds.equals(duration)) {
      throw new OrderRefused("duration", "duration and seconds mean the same: give one of them");
    }
    return seconds != null
        ? new Length("seconds", seconds)
        : duration != null ? new Length("duration", duration) : null;
  }

  private @Nullable Integer length(Wishes wishes, String param) {
    Integer length = wishes.whole(param, allowedLengths());
    boolean fits =
        length == null
            || (lengths.isEmpty() ? length >= 1 && length <= LONGEST : lengths.contains(length));
    if (!fits) {
      throw new OrderRefused(param, "%s must be %s".formatted(param, allowedLengths()));
    }
    return length;
  }

  private String allowedLengths() {
    return lengths.isEmpty()
        ? "a whole number from 1 to " + LONGEST
        : "one of " + lengths.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private boolean hd(ModelName model, Wishes wishes, int seconds) {
    Boolean asked = wishes.flag("hd");
    boolean named = model.has(Suffix.HD);
    if (named && Boolean.FALSE.equals(asked)) {
      throw contradiction("hd", "hd", model);
    }
    if (Boolean.TRUE.equals(asked) && !named && this != OPEN && !model.has(Suffix.PRO)) {
      throw new OrderRefused("hd", "hd is for sora_video2-pro only: leave it out, or add -pro");
    }
    boolean hd = named || Boolean.TRUE.equals(asked);
    if (hd && this == SEED && seconds == 25) {
      throw new OrderRefused("hd", "hd is not available with 25 seconds: give 10 or 15");
    }
    return hd;
  }

  private Size size(ModelName model, Wishes wishes, boolean hd) {
    var asked = askedSize(wishes);
    Boolean turned = landscape(wishes, asked, model);
    if (this == SEED) {
      var upright = hd ? HIGH : STANDARD;
      return Boolean.TRUE.equals(turned) ? upright.turned() : upright;
    }
    var upright = hd ? HIGH : STANDARD;
    return asked != null ? asked : Boolean.TRUE.equals(turned) ? upright.turned() : upright;
  }

  private @Nullable Size askedSize(Wishes wishes) {
    var text = wishes.text("size");
    if (text == null) {
      return null;
    }
    var size = Size.read(text).filter(this::allows);
    return size.orElseThrow(() -> new OrderRefused("size", "size must be " + allowedSizes()));
  }

  private boolean allows(Size size) {
    return this == OPENAI
        ? OPENAI_SIZES.contains(size)
        : size.width() <= WIDEST && size.height() <= WIDEST;
  }

  private String allowedSizes() {
    return this == OPENAI
        ? "one of " + OPENAI_SIZES.stream().map(Size::toString).collect(Collectors.joining(", "))
        : "WIDTHxHEIGHT in pixels, each from 1 to %d".formatted(WIDEST);
  }

  /** What model name, size and orientation say together; null where none of them says anything. */
  private static @Nullable Boolean landscape(Wishes wishes, @Nullable Size size, ModelName model) {
    Boolean bySize =
        size == null || size.width() == size.height()
            ? null
            : Boolean.valueOf(size.width() > size.height());
    Boolean asked = agreed("size", bySize, "orientation", orientation(wishes));
    Boolean named = model.landscape();
    if (named != null && asked != null && !named.equals(asked)) {
      throw contradiction(
          bySize == null ? "orientation" : "size", named ? "landscape" : "portrait", model);
    }
    return named == null ? asked : named;
  }

  static @Nullable Boolean orientation(Wishes wishes) {
    var text = wishes.text("orientation");
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
      throw new OrderRefused(other, "%s contradicts %s: give one of them".formatted(other, one));
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
