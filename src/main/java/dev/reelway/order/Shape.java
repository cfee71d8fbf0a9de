package dev.reelway.order;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shape that the parameters of an order ask for: an exact size, or an aspect ratio and a
 * resolution of which each may be open.
 *
 * @param size from {@code size}, or from {@code width} and {@code height}
 * @param ratio from {@code aspect_ratio}
 * @param tier the shorter side in pixels, from {@code resolution}
 * @param adaptive whether {@code aspect_ratio} leaves the ratio to the engine, in so many words
 */
record Shape(@Nullable Size size, @Nullable Ratio ratio, @Nullable Integer tier, boolean adaptive) {

  /** The aspect ratio that the engine chooses, by the first frame or the prompt. */
  static final String ADAPTIVE = "adaptive";

  /** Sizes are rounded to whole pixels, so that ratios are equal if they are this close. */
  private static final double TOLERANCE = 0.03;

  private static final Map<String, Integer> TIERS =
      Map.of(
          "sd", 480, "hd", 720, "fhd", 1080, "full_hd", 1080, "2k", 1440, "4k", 2160, "uhd", 2160);
  private static final Pattern LINES = Pattern.compile("(\\d{3,4})p");
  private static final int FEWEST_LINES = 144;
  private static final int MOST_LINES = 2160;
  private static final int QHD = 1440;

  /** Width to height. */
  record Ratio(int width, int height) {

    private static final Pattern WRITTEN =
        Pattern.compile("([1-9]\\d{0,4})\\s*[:/x×]\\s*([1-9]\\d{0,4})");
    private static final Map<String, Ratio> WORDS =
        Map.of(
            "landscape", new Ratio(16, 9), "portrait", new Ratio(9, 16), "square", new Ratio(1, 1));
    private static final List<Ratio> USUAL =
        Stream.of("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "21:9", "9:21")
            .flatMap(one -> read(one).stream())
            .toList();
    private static final int MOST = 4;

    static Optional<Ratio> read(String text) {
      var written = WRITTEN.matcher(text);
      var ratio =
          written.matches()
              ? new Ratio(Integer.parseInt(written.group(1)), Integer.parseInt(written.group(2)))
              : WORDS.get(text);
      return Optional.ofNullable(ratio)
          .filter(one -> one.value() <= MOST && one.value() >= 1.0 / MOST);
    }

    /** The ratio of a size in the words that engines use, or else in lowest terms. */
    static Ratio of(Size size) {
      int common =
          BigInteger.valueOf(size.width()).gcd(BigInteger.valueOf(size.height())).intValue();
      return USUAL.stream()
          .filter(one -> one.fits(size))
          .findFirst()
          .orElseGet(() -> new Ratio(size.width() / common, size.height() / common));
    }

    double value() {
      return (double) width / height;
    }

    boolean fits(Size size) {
      return Math.abs(size.ratio() / value() - 1) <= TOLERANCE;
    }

    /** Sizes in pixels are sent as ratios too, like {@code 1280:720}. */
    Optional<Size> pixels() {
      return Math.min(width, height) >= FEWEST_LINES
          ? Optional.of(new Size(width, height))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return width + ":" + height;
    }
  }

  /**
   * Reads the shape.
   *
   * @param allowedSizes what {@code size} may be, as it follows "must be"
   * @throws OrderRefused if a value is not allowed, or two of them contradict each other
   */
  static Shape of(Parameters parameters, String allowedSizes) {
    var pixels = pixels(parameters);
    var named = size(parameters, allowedSizes);
    var size = named == null ? pixels : named;
    var ratio = ratio(parameters);
    var tier = pixels == null ? tier(parameters) : null;
    if (pixels != null && !pixels.equals(size)) {
      throw contradiction("resolution");
    }
    if (size == null && ratio != null && ratio.pixels().isPresent()) {
      return new Shape(ratio.pixels().get(), null, tier, false).agreed();
    }
    return new Shape(size, ratio, tier, size == null && isAdaptive(parameters)).agreed();
  }

  private Shape agreed() {
    if (size != null && ratio != null && !ratio.fits(size)) {
      throw contradiction("aspect_ratio");
    }
    if (size != null && tier != null && Math.min(size.width(), size.height()) != tier) {
      throw contradiction("resolution");
    }
    return this;
  }

  private static OrderRefused contradiction(String param) {
    return new OrderRefused(param, param + " contradicts size: send only one of them");
  }

  private static @Nullable Size size(Parameters parameters, String allowed) {
    var sides = sides(parameters);
    var text = parameters.text("size");
    if (text == null || text.equals("auto")) {
      return sides;
    }
    var size =
        Size.read(text).orElseThrow(() -> new OrderRefused("size", "size must be " + allowed));
    if (sides != null && !sides.equals(size)) {
      throw new OrderRefused("width", "width and height contradict size: send only one of them");
    }
    return size;
  }

  private static @Nullable Size sides(Parameters parameters) {
    var width = (Long) OrderParameter.WIDTH.type().read(parameters, "width");
    var height = (Long) OrderParameter.HEIGHT.type().read(parameters, "height");
    if (width == null && height == null) {
      return null;
    }
    if (width == null || height == null) {
      var missing = width == null ? "width" : "height";
      throw new OrderRefused(
          missing, missing + " is required: width and height are only given together");
    }
    return new Size(width.intValue(), height.intValue());
  }

  /** Some engines say resolution for the whole size. */
  private static @Nullable Size pixels(Parameters parameters) {
    var text = parameters.text("resolution");
    return text == null ? null : Size.read(text.strip()).orElse(null);
  }

  private static @Nullable Ratio ratio(Parameters parameters) {
    var text = parameters.text("aspect_ratio");
    var lower = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "", "auto", ADAPTIVE -> null;
      default ->
          Ratio.read(lower)
              .orElseThrow(
                  () ->
                      new OrderRefused(
                          "aspect_ratio",
                          "aspect_ratio must be WIDTH:HEIGHT, like 16:9, from 1:4 to 4:1, or"
                              + " auto"));
    };
  }

  private static boolean isAdaptive(Parameters parameters) {
    var text = parameters.text("aspect_ratio");
    return text != null && text.strip().equalsIgnoreCase(ADAPTIVE);
  }

  private static @Nullable Integer tier(Parameters parameters) {
    var text = parameters.text("resolution");
    var lower = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    if (lower.isEmpty() || lower.equals("auto")) {
      return null;
    }
    return lines(lower)
        .orElseThrow(
            () ->
                new OrderRefused(
                    "resolution",
                    "resolution must be a number of lines from 144p to 2160p, 2k or 4k"));
  }

  /** The lines of a tier like {@code 720p} or {@code 4k}; empty if it is none. */
  static Optional<Integer> lines(String text) {
    var lines = LINES.matcher(text);
    return Optional.ofNullable(lines.matches() ? Integer.valueOf(lines.group(1)) : TIERS.get(text))
        .filter(tier -> tier >= FEWEST_LINES && tier <= MOST_LINES);
  }

  /** The tier of a number of lines, as engines write it. */
  static String tier(int lines) {
    return lines == QHD ? "2k" : lines == MOST_LINES ? "4k" : lines + "p";
  }

  /** Whether something is asked for, but not an exact size. */
  boolean isOpen() {
    return size == null && (ratio != null || tier != null);
  }

  /** Whether a size has the ratio and the number of lines that are asked for. */
  boolean fits(Size other) {
    return (ratio == null || ratio.fits(other))
        && (tier == null || tier == Math.min(other.width(), other.height()));
  }

  /** The orientation that is asked for: true for landscape; null if it is open or square. */
  @Nullable Boolean landscape() {
    double asked = size != null ? size.ratio() : ratio != null ? ratio.value() : 1;
    return asked == 1 ? null : Boolean.valueOf(asked > 1);
  }

  /** What is asked for, in words that engines use; empty if it is an exact size. */
  Map<String, Object> options() {
    var options = new HashMap<String, Object>();
    if (isOpen() && ratio != null) {
      options.put("aspect_ratio", ratio.toString());
    }
    if (adaptive) {
      options.put("aspect_ratio", ADAPTIVE);
    }
    if (isOpen() && tier != null) {
      options.put("resolution", tier(tier));
    }
    return options;
  }

  /** The sizes that engines have which name ratios and resolutions, like 16:9 and 720p. */
  static List<Size> sizes(List<String> ratios, List<String> resolutions) {
    return resolutions.stream()
        .flatMap(one -> lines(one).stream())
        .flatMap(
            lines ->
                ratios.stream()
                    .flatMap(one -> Ratio.read(one).stream())
                    .map(ratio -> sized(ratio.value(), lines)))
        .toList();
  }

  /** The size with this ratio and number of lines, its sides even, as H.264 demands. */
  static Size sized(double ratio, int lines) {
    int longer = (int) Math.round(lines * Math.max(ratio, 1 / ratio) / 2) * 2;
    return ratio >= 1 ? new Size(longer, lines) : new Size(lines, longer);
  }
}
