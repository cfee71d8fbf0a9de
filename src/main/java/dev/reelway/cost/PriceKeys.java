package dev.reelway.cost;

import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.Size;
import dev.reelway.order.VideoOrder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys under which the price of an order may stand, the most exact first. For videos: the size
 * or the resolution, each also with {@code -silent} for those without audio, and {@code silent}
 * alone. For images: the quality with the size, the size, the quality.
 */
public final class PriceKeys {

  /** What a key of videos looks like. */
  public static final String OF_SECONDS = "(\\d{3,4}p|[24]k|\\d+x\\d+)(-silent)?|silent";

  /** What a key of images looks like. */
  public static final String OF_IMAGES =
      "(low|medium|high|xhigh|max|standard|hd|auto)(-\\d+x\\d+)?|\\d+x\\d+";

  /** Two words for one number of lines. */
  private static final Map<String, String> OTHER_WORDS = Map.of("2k", "1440p", "4k", "2160p");

  private static final List<Integer> LINES = List.of(360, 480, 540, 720, 768, 1080, 1440);

  private PriceKeys() {}

  static List<String> of(VideoOrder order) {
    boolean silent = Boolean.FALSE.equals(order.options().get("generate_audio"));
    var keys = new ArrayList<String>();
    var resolution = resolution(order);
    var other = OTHER_WORDS.getOrDefault(resolution, resolution);
    for (var key : List.of(order.size(), resolution, other)) {
      if (silent) {
        keys.add(key + "-silent");
      }
      keys.add(key);
    }
    if (silent) {
      keys.add("silent");
    }
    return keys;
  }

  static List<String> of(ImageOrder order) {
    return order.options().get("quality") instanceof String quality
        ? List.of(quality + "-" + order.size(), order.size(), quality)
        : List.of(order.size());
  }

  /**
   * As asked for, or else the one that has as many pixels in 16:9, or the lowest that has as many
   * lines as the shorter side.
   */
  private static String resolution(Order order) {
    var asked = String.valueOf(order.options().get("resolution")).toLowerCase(Locale.ROOT);
    if (asked.matches("\\d{3,4}p|[24]k")) {
      return asked;
    }
    var size = Size.read(order.size());
    int shorter = size.map(one -> Math.min(one.width(), one.height())).orElse(0);
    return size.flatMap(Size::tierOfPixels).orElseGet(() -> lowest(shorter));
  }

  private static String lowest(int shorter) {
    return LINES.stream()
        .filter(lines -> shorter <= lines)
        .findFirst()
        .map(lines -> lines == 1440 ? "2k" : lines + "p")
        .orElse("4k");
  }

  static Optional<BigDecimal> find(@Nullable Map<String, BigDecimal> prices, List<String> keys) {
    return prices == null
        ? Optional.empty()
        : keys.stream().filter(prices::containsKey).findFirst().map(prices::get);
  }
}
