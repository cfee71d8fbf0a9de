package dev.reelway.order;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The video sizes of a target: which of them an order gets, and what a refusal says of them. */
final class SupportedSizes {

  private static final String RATIO = "aspect_ratio";
  private static final String RESOLUTION = "resolution";
  private static final double SAME_RATIO = 0.03;
  private static final double SAME_LINES = 0.2;
  private static final double SAME_PIXELS = 0.05;
  private static final Set<Integer> USUAL_LINES = Set.of(360, 480, 540, 720, 768, 1080, 1440, 2160);

  private final List<Size> sizes;

  /**
   * @param sizes empty for any
   */
  SupportedSizes(List<Size> sizes) {
    this.sizes = sizes;
  }

  /** Whether a video can be made in the size that it asks for, or in one that fits. */
  boolean allow(VideoOrder video) {
    return sizes.isEmpty() || sizes.contains(size(video)) || fitting(video).isPresent();
  }

  /** The refusal of an order that is not {@linkplain #allow allowed}, without the model. */
  OrderRefused refusal(VideoOrder video) {
    if (video.options().containsKey(RESOLUTION)
        && sizes.stream().noneMatch(one -> sameLines(one, size(video)))) {
      return refused(RESOLUTION, sizes.stream().map(one -> Shape.tier((int) one.lines())));
    }
    return video.options().containsKey(RATIO) && !video.options().containsKey(RESOLUTION)
        ? refused(RATIO, sizes.stream().map(one -> Shape.Ratio.of(one).toString()))
        : refused("size", sizes.stream().map(Size::toString));
  }

  private static OrderRefused refused(String param, Stream<String> allowed) {
    var words = allowed.distinct().toList();
    var all = String.join(", ", words);
    return new OrderRefused(
        param, "%s must be %s%s".formatted(param, words.size() == 1 ? "" : "one of ", all));
  }

  /**
   * The supported size of an order that asks for an aspect ratio or a resolution only: the one of
   * that ratio with the nearest number of lines, or of pixels where the engine counts those; with
   * at most a fifth more or less lines, or as many pixels as 16:9 has with those lines, if a
   * resolution is asked for.
   */
  private Optional<Size> fitting(VideoOrder video) {
    var requested = size(video);
    boolean open = video.options().containsKey(RATIO);
    boolean lines = video.options().containsKey(RESOLUTION);
    return sizes.stream()
        .filter(one -> open || lines)
        .filter(one -> video.isAdaptive() || sameRatio(one, requested))
        .filter(one -> !lines || sameLines(one, requested))
        .min(
            Comparator.<Size>comparingDouble(one -> tierDistance(one, requested))
                .thenComparingDouble(one -> distance(one.pixels(), requested.pixels())));
  }

  private static boolean sameRatio(Size one, Size other) {
    return Math.abs(one.ratio() / other.ratio() - 1) <= SAME_RATIO;
  }

  /** Some engines keep the number of pixels: their 720p is 1280x720 and 960x960. */
  private static boolean sameLines(Size one, Size other) {
    return Math.abs(one.lines() / other.lines() - 1) <= SAME_LINES
        || Math.abs(one.pixels() / pixels(other) - 1) <= SAME_PIXELS;
  }

  /** Where 640x640 is 480p and 960x960 is 720p, the latter is nearer to 720 lines. */
  private static double tierDistance(Size one, Size other) {
    return Math.min(distance(one.lines(), other.lines()), distance(one.pixels(), pixels(other)));
  }

  /** As many as 16:9 has with the lines of a size. */
  private static double pixels(Size size) {
    return size.lines() * size.lines() * 16 / 9;
  }

  /** The order in a size that fits what it leaves open; the same order if none is needed. */
  VideoOrder fitted(VideoOrder video) {
    var fitting = sizes.contains(size(video)) ? Optional.<Size>empty() : fitting(video);
    return fitting
        .map(one -> sized(video, one).withOptions(said(video.options(), one)))
        .orElse(video);
  }

  /**
   * What an order says of its shape, in the words for the size that it gets: an engine does not
   * know {@code 800p}. A word stays where the size has no usual one, as 864x496 is 480p.
   */
  private static Map<String, Object> said(Map<String, Object> given, Size size) {
    var options = new HashMap<>(given);
    options.computeIfPresent(
        RATIO,
        (name, ratio) -> ratio.equals(Shape.ADAPTIVE) ? ratio : Shape.Ratio.of(size).toString());
    options.computeIfPresent(
        RESOLUTION,
        (name, tier) -> {
          int lines = (int) size.lines();
          double asked = Shape.lines(tier.toString()).orElse(lines);
          return USUAL_LINES.contains(lines) && Math.abs(lines / asked - 1) <= SAME_LINES
              ? Shape.tier(lines)
              : tier;
        });
    return options;
  }

  /**
   * The order in the nearest supported size. The same orientation counts most, then the aspect
   * ratio, then the number of pixels.
   */
  VideoOrder nearest(VideoOrder video) {
    var requested = size(video);
    if (sizes.isEmpty() || sizes.contains(requested)) {
      return video;
    }
    var nearest =
        sizes.stream()
            .min(
                Comparator.<Size, Boolean>comparing(
                        one -> !one.orientation().equals(requested.orientation()))
                    .thenComparingDouble(one -> distance(one.ratio(), requested.ratio()))
                    .thenComparingDouble(one -> distance(one.pixels(), requested.pixels())))
            .orElseThrow();
    return sized(video, nearest).withOptions(options(video.options(), nearest));
  }

  /** What an order says of its shape, as it is after rounding. */
  private static Map<String, Object> options(Map<String, Object> given, Size size) {
    var options = new HashMap<>(given);
    options.replace(
        RESOLUTION, size.tierOfPixels().orElseGet(() -> Shape.tier((int) size.lines())));
    options.computeIfPresent(
        RATIO,
        (name, ratio) -> ratio.equals(Shape.ADAPTIVE) ? ratio : Shape.Ratio.of(size).toString());
    return options;
  }

  private static VideoOrder sized(VideoOrder video, Size size) {
    return video.rounded(video.seconds(), size.toString(), video.watermark());
  }

  private static double distance(double one, double other) {
    return Math.abs(Math.log(one / other));
  }

  private static Size size(VideoOrder video) {
    return Size.read(video.size()).orElseThrow();
  }
}
