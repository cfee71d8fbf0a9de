package dev.reelway.upstream;

import dev.reelway.order.Capabilities;
import dev.reelway.order.Size;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.dialects.<name>}, and {@code can} of a model's target, which overrides it key by
 * key: the capabilities. A key that neither sets is not limited.
 *
 * @param seconds the supported video lengths in seconds
 * @param sizes the supported video sizes, as {@code WxH}
 * @param references the most images that an order may start from
 * @param parameters the parameters of orders that are supported besides those that all targets take
 * @param outputs the most videos or images that one order may be for; if it is not set, one video
 * @param watermark whether watermarks are supported
 * @param remix whether remixes of earlier videos are supported
 * @param lastFrame whether a remix may instead start from the last frame of the earlier video
 * @param edits whether edits of videos are supported
 * @param extensions whether extensions of videos are supported
 */
public record CapabilitySettings(
    @Nullable List<Integer> seconds,
    @Nullable List<String> sizes,
    @Nullable Integer references,
    @Nullable Set<String> parameters,
    @Nullable Integer outputs,
    @Nullable Boolean watermark,
    @Nullable Boolean remix,
    @Nullable Boolean lastFrame,
    @Nullable Boolean edits,
    @Nullable Boolean extensions) {

  /** No key is set. */
  public static final CapabilitySettings NONE =
      new CapabilitySettings(null, null, null, null, null, null, null, null, null, null);

  /** These settings, completed by the others where a key is not set. */
  public CapabilitySettings or(CapabilitySettings others) {
    return new CapabilitySettings(
        seconds != null ? seconds : others.seconds,
        sizes != null ? sizes : others.sizes,
        references != null ? references : others.references,
        parameters != null ? parameters : others.parameters,
        outputs != null ? outputs : others.outputs,
        watermark != null ? watermark : others.watermark,
        remix != null ? remix : others.remix,
        lastFrame != null ? lastFrame : others.lastFrame,
        edits != null ? edits : others.edits,
        extensions != null ? extensions : others.extensions);
  }

  /**
   * The capabilities that they describe.
   *
   * @param nearest whether unsupported values are rounded rather than refused
   */
  public Capabilities capabilities(boolean nearest) {
    return new Capabilities(
        seconds == null ? List.of() : seconds,
        sizes == null ? List.of() : sizes.stream().flatMap(one -> Size.read(one).stream()).toList(),
        references,
        parameters == null ? Set.of() : parameters,
        watermark == null || watermark,
        remix == null || remix,
        lastFrame != null && lastFrame,
        outputs,
        edits != null && edits,
        extensions != null && extensions,
        nearest);
  }
}
