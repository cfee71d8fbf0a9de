package dev.reelway.upstream;

import dev.reelway.order.Ability;
import dev.reelway.order.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.dialects.<name>}, and {@code can} of a model's target, which goes before it key by
 * key: what can be made there. What neither says is not limited.
 *
 * @param seconds the lengths of film
 * @param sizes the sizes of film, written {@code WxH}
 * @param references how many pictures an order may start from
 * @param watermark whether a watermark can be had
 * @param remix whether a film can be made out of an earlier one
 * @param lastFrame whether a remix may start anew, from the earlier film's last frame
 */
public record AbilitySettings(
    @Nullable List<Integer> seconds,
    @Nullable List<String> sizes,
    @Nullable Integer references,
    @Nullable Boolean watermark,
    @Nullable Boolean remix,
    @Nullable Boolean lastFrame) {

  /** Nothing is said. */
  public static final AbilitySettings NONE =
      new AbilitySettings(null, null, null, null, null, null);

  /** What these settings say, and where they are silent, what the others do. */
  public AbilitySettings or(AbilitySettings others) {
    return new AbilitySettings(
        seconds != null ? seconds : others.seconds,
        sizes != null ? sizes : others.sizes,
        references != null ? references : others.references,
        watermark != null ? watermark : others.watermark,
        remix != null ? remix : others.remix,
        lastFrame != null ? lastFrame : others.lastFrame);
  }

  /**
   * The ability that they describe.
   *
   * @param nearest whether wishes are rounded to it
   */
  public Ability ability(boolean nearest) {
    return new Ability(
        seconds == null ? List.of() : seconds,
        sizes == null ? List.of() : sizes.stream().flatMap(one -> Size.read(one).stream()).toList(),
        references,
        watermark == null || watermark,
        remix == null || remix,
        lastFrame != null && lastFrame,
        nearest);
  }
}
