package dev.reelway.upstream;

import dev.reelway.order.Capabilities;
import dev.reelway.order.ReferenceLimits;
import dev.reelway.order.Size;
import dev.reelway.order.SupportedLengths;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.dialects.<name>}, and {@code can} of a model's target, which overrides it key by
 * key: the capabilities. A key that neither sets is not limited.
 *
 * @param seconds the supported video lengths in seconds, and ranges of them like {@code 4..15}
 * @param sizes the supported video sizes, as {@code WxH}
 * @param ratios the supported aspect ratios of videos, like {@code 16:9}, in each of the
 *     resolutions
 * @param resolutions the supported resolutions of videos, like {@code 720p}
 * @param adaptive whether the engine may choose the aspect ratio
 * @param references the most images that an order may start from
 * @param referenceVideos the most reference videos; if it is not set, none
 * @param referenceAudios the most reference audio files; if it is not set, none
 * @param inline the largest files that are sent within a request
 * @param parameters the parameters of orders that are supported besides those that all targets take
 * @param outputs the most videos or images that one order may be for; if it is not set, one video
 * @param watermark whether watermarks are supported
 * @param remix whether remixes of earlier videos are supported
 * @param remixAsEdit whether a remix keeps the length, size and parameters of its source
 * @param lastFrame whether a remix may instead start from the last frame of the earlier video
 * @param edits whether edits of videos are supported
 * @param extensions whether extensions of videos are supported
 * @param frames whether images without a role are its first and last frame, and more of them
 *     references
 * @param pollEvery the least time between two polls of a render
 * @param models of a dialect: what is different with some models, by a part of their names there;
 *     the longest part goes first
 */
public record CapabilitySettings(
    @Nullable List<String> seconds,
    @Nullable List<String> sizes,
    @Nullable List<String> ratios,
    @Nullable List<String> resolutions,
    @Nullable Boolean adaptive,
    @Nullable Integer references,
    @Nullable Integer referenceVideos,
    @Nullable Integer referenceAudios,
    @Nullable InlineSettings inline,
    @Nullable Set<String> parameters,
    @Nullable Integer outputs,
    @Nullable Boolean watermark,
    @Nullable Boolean remix,
    @Nullable Boolean remixAsEdit,
    @Nullable Boolean lastFrame,
    @Nullable Boolean edits,
    @Nullable Boolean extensions,
    @Nullable Boolean frames,
    @Nullable Duration pollEvery,
    @Nullable Map<String, CapabilitySettings> models) {

  /** No key is set. */
  public static final CapabilitySettings NONE =
      new CapabilitySettings(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null, null);

  /** Whether it says sizes by ratios and resolutions, which replace a list of sizes. */
  private boolean isByRatio() {
    return ratios != null || resolutions != null;
  }

  /**
   * These settings, completed by the others where a key is not set. Sizes, and ratios with
   * resolutions, replace each other.
   */
  public CapabilitySettings or(CapabilitySettings others) {
    return new CapabilitySettings(
        seconds != null ? seconds : others.seconds,
        sizes != null || isByRatio() ? sizes : others.sizes,
        ratios != null || sizes != null ? ratios : others.ratios,
        resolutions != null || sizes != null ? resolutions : others.resolutions,
        adaptive != null ? adaptive : others.adaptive,
        references != null ? references : others.references,
        referenceVideos != null ? referenceVideos : others.referenceVideos,
        referenceAudios != null ? referenceAudios : others.referenceAudios,
        inline != null ? inline : others.inline,
        parameters != null ? parameters : others.parameters,
        outputs != null ? outputs : others.outputs,
        watermark != null ? watermark : others.watermark,
        remix != null ? remix : others.remix,
        remixAsEdit != null ? remixAsEdit : others.remixAsEdit,
        lastFrame != null ? lastFrame : others.lastFrame,
        edits != null ? edits : others.edits,
        extensions != null ? extensions : others.extensions,
        frames != null ? frames : others.frames,
        pollEvery != null ? pollEvery : others.pollEvery,
        null);
  }

  /** The same with other limits of what an order holds besides its prompt, length and shape. */
  CapabilitySettings taking(
      Set<String> other,
      @Nullable Integer images,
      @Nullable Integer videos,
      @Nullable Integer audios) {
    return new CapabilitySettings(
            null, null, null, null, null, images, videos, audios, null, other, null, null, null,
            null, null, null, null, null, null, null)
        .or(this);
  }

  /** The same with these numbers of videos, and with or without watermarks. */
  CapabilitySettings making(@Nullable Integer most, @Nullable Boolean watermarks) {
    return new CapabilitySettings(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            most,
            watermarks,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null)
        .or(this);
  }

  /** The same, with images passed on as they come. */
  CapabilitySettings withoutFrames() {
    return new CapabilitySettings(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null, null, null, false, null, null)
        .or(this);
  }

  /** These settings of a dialect, with what is different with this model of its upstream. */
  CapabilitySettings of(String model) {
    return (models == null ? Map.<String, CapabilitySettings>of() : models)
        .entrySet().stream()
            .filter(one -> model.contains(one.getKey()))
            .max(Comparator.comparingInt(one -> one.getKey().length()))
            .map(one -> one.getValue().or(this))
            .orElse(this);
  }

  /**
   * The capabilities that they describe.
   *
   * @param linked whether files can be sent as links, because this service has a public URL
   * @param nearest whether unsupported values are rounded rather than refused
   */
  public Capabilities capabilities(boolean linked, boolean nearest) {
    return new Capabilities(
        orNone(seconds).stream().flatMap(SupportedLengths::read).toList(),
        allSizes(),
        references,
        parameters == null ? Set.of() : parameters,
        watermark == null || watermark,
        remix == null || remix,
        remixAsEdit != null && remixAsEdit,
        lastFrame != null && lastFrame,
        outputs,
        edits != null && edits,
        extensions != null && extensions,
        frames != null && frames,
        adaptive != null && adaptive,
        files(linked),
        pollEvery == null ? Duration.ZERO : pollEvery,
        nearest);
  }

  /** Those that are named, and the ratios in each of the resolutions. */
  private List<Size> allSizes() {
    return Stream.concat(
            orNone(sizes).stream().flatMap(one -> Size.read(one).stream()),
            Size.of(orNone(ratios), orNone(resolutions)).stream())
        .distinct()
        .toList();
  }

  private ReferenceLimits files(boolean linked) {
    var most = inline == null ? new InlineSettings(null, null, null) : inline;
    return new ReferenceLimits(
        referenceVideos == null ? 0 : referenceVideos,
        referenceAudios == null ? 0 : referenceAudios,
        InlineSettings.bytes(most.image()),
        InlineSettings.bytes(most.video()),
        InlineSettings.bytes(most.audio()),
        linked);
  }

  private static List<String> orNone(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }
}
