package dev.reelway.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be ordered of a model: whatever one of its targets can make, within the rules of the
 * model's name. One order may not combine everything, if its targets differ. What is not limited,
 * or does not apply, is null.
 *
 * @param seconds the lengths of a video, ascending
 * @param defaultSeconds the length of a video whose order names none
 * @param sizes the sizes, as {@code WxH}
 * @param aspectRatios the aspect ratios of these sizes, and {@code adaptive} where the engine may
 *     choose it
 * @param resolutions the resolutions of these sizes, like {@code 720p}
 * @param outputs the most videos or images of one order
 * @param references the most images that an order may start from
 * @param referenceVideos the most videos that an order may refer to
 * @param referenceAudios the most audio files that an order may refer to
 * @param parameters the parameters that not every model takes, sorted
 * @param remix whether an earlier video can be remixed
 * @param edits whether a video can be edited
 * @param extensions whether a video can be extended
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelCapabilities(
    @Nullable List<Integer> seconds,
    @JsonProperty("default_seconds") @Nullable Integer defaultSeconds,
    @Nullable List<String> sizes,
    @JsonProperty("aspect_ratios") @Nullable List<String> aspectRatios,
    @Nullable List<String> resolutions,
    int outputs,
    int references,
    @JsonProperty("reference_videos") int referenceVideos,
    @JsonProperty("reference_audios") int referenceAudios,
    List<String> parameters,
    boolean watermark,
    boolean remix,
    boolean edits,
    boolean extensions) {

  private static final Shape.Ratio WIDE = new Shape.Ratio(16, 9);

  /**
   * @param model the model's name without suffixes
   * @param usualLength the length of a video of this model whose order names none, unless its name
   *     has one of its own
   * @param targets the capabilities of its targets
   */
  static ModelCapabilities of(String model, int usualLength, Collection<Capabilities> targets) {
    return ImageRules.generatesImages(model)
        ? ofImages(model, targets)
        : ofVideos(VideoRules.of(model), usualLength, targets);
  }

  private static ModelCapabilities ofVideos(
      VideoRules rules, int usualLength, Collection<Capabilities> targets) {
    var sizes = sizes(rules, targets);
    return new ModelCapabilities(
        seconds(rules, targets),
        rules.length(usualLength),
        named(rules, sizes),
        ratios(sizes, targets.stream().anyMatch(Capabilities::adaptive)),
        resolutions(sizes),
        most(targets, one -> one.outputs() == null ? 1 : one.outputs(), Orders.MAX_VIDEOS),
        references(targets),
        most(targets, one -> one.files().videos(), Orders.MAX_MEDIA),
        most(targets, one -> one.files().audios(), Orders.MAX_MEDIA),
        parameters(targets, OrderParameter::isForVideos),
        targets.stream().anyMatch(Capabilities::watermark),
        targets.stream().anyMatch(one -> one.remix() || one.lastFrame()),
        targets.stream().anyMatch(Capabilities::edits),
        targets.stream().anyMatch(Capabilities::extensions));
  }

  private static ModelCapabilities ofImages(String model, Collection<Capabilities> targets) {
    int usual = ImageRules.mostImages(model);
    var sizes = ImageRules.sizes(model);
    return new ModelCapabilities(
        null,
        null,
        words(sizes, Size::toString),
        ratios(sizes, false),
        null,
        most(targets, one -> one.outputs() == null ? usual : one.outputs(), usual),
        references(targets),
        0,
        0,
        parameters(targets, OrderParameter::isForImages),
        targets.stream().anyMatch(Capabilities::watermark),
        false,
        false,
        false);
  }

  private static List<Integer> seconds(VideoRules rules, Collection<Capabilities> targets) {
    return targets.stream()
        .flatMap(one -> within(rules.lengths(), one.seconds(), one.nearest()).stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** None for any. */
  private static List<Size> sizes(VideoRules rules, Collection<Capabilities> targets) {
    boolean any =
        rules.sizes().isEmpty() && targets.stream().anyMatch(one -> one.sizes().isEmpty());
    return any
        ? List.of()
        : targets.stream()
            .flatMap(one -> within(rules.sizes(), one.sizes(), one.nearest()).stream())
            .distinct()
            .toList();
  }

  /** Some sizes of 4k are too large to be named, and are made of a ratio and a resolution. */
  private static @Nullable List<String> named(VideoRules rules, List<Size> sizes) {
    var all = words(sizes, Size::toString);
    return all == null ? null : sizes.stream().filter(rules::allows).map(Size::toString).toList();
  }

  /** What both allow; where nothing is left, a target that rounds takes what the rules allow. */
  private static <T> List<T> within(List<T> rules, List<T> supported, boolean rounds) {
    if (rules.isEmpty() || supported.isEmpty()) {
      return rules.isEmpty() ? supported : rules;
    }
    var both = rules.stream().filter(supported::contains).toList();
    return both.isEmpty() && rounds ? rules : both;
  }

  private static @Nullable List<String> ratios(List<Size> sizes, boolean adaptive) {
    var ratios = words(sizes, size -> Shape.Ratio.of(size).toString());
    return ratios == null
        ? null
        : Stream.concat(
                adaptive ? Stream.of(Shape.ADAPTIVE) : Stream.empty(),
                ratios.stream().filter(one -> Shape.Ratio.read(one).isPresent()))
            .toList();
  }

  private static @Nullable List<String> resolutions(List<Size> sizes) {
    return sizes.isEmpty()
        ? null
        : sizes.stream()
            .flatMap(size -> tier(size).stream())
            .filter(one -> Shape.lines(one).isPresent())
            .distinct()
            .toList();
  }

  /**
   * Some engines keep the number of pixels, so that their 720p may be 960x960; the lines of an
   * unusual size are no resolution that anyone asks for.
   */
  private static Optional<String> tier(Size size) {
    return size.tierOfPixels()
        .or(
            () ->
                Optional.of(size)
                    .filter(one -> WIDE.fits(one) || WIDE.fits(one.turned()))
                    .map(one -> Shape.tier((int) one.lines())));
  }

  private static @Nullable List<String> words(List<Size> sizes, Function<Size, String> word) {
    return sizes.isEmpty() ? null : sizes.stream().map(word).distinct().toList();
  }

  private static int references(Collection<Capabilities> targets) {
    return most(
        targets,
        one -> one.references() == null ? Orders.MAX_REFERENCES : one.references(),
        Orders.MAX_REFERENCES);
  }

  private static int most(
      Collection<Capabilities> targets, Function<Capabilities, Integer> count, int atMost) {
    return targets.stream()
        .map(count)
        .map(one -> Math.min(one, atMost))
        .max(Comparator.naturalOrder())
        .orElse(0);
  }

  private static List<String> parameters(
      Collection<Capabilities> targets, Predicate<OrderParameter> kind) {
    return targets.stream()
        .flatMap(one -> one.parameters().stream())
        .filter(name -> OrderParameter.named(name).filter(kind).isPresent())
        .distinct()
        .sorted()
        .toList();
  }
}
