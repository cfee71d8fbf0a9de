package dev.reelway.order;

import static dev.reelway.order.RenderedModels.USUAL_LENGTH;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The public models by their names without suffixes, and their deprecations. A deprecated model is
 * switched off at its sunset, or as soon as no upstream renders it.
 */
public final class Models {

  private final Map<String, Integer> rendered;
  private final Map<String, Deprecation> deprecations;
  private final Clock clock;

  /**
   * @param rendered the models that an upstream renders
   * @param deprecations the deprecated models, rendered or not
   */
  public Models(Collection<String> rendered, Map<String, Deprecation> deprecations, Clock clock) {
    this(
        rendered.stream().collect(Collectors.toMap(name -> name, name -> USUAL_LENGTH)),
        deprecations,
        clock);
  }

  /**
   * @param rendered the models that an upstream renders, each with the length in seconds of a video
   *     whose order names none
   * @param deprecations the deprecated models, rendered or not
   */
  public Models(Map<String, Integer> rendered, Map<String, Deprecation> deprecations, Clock clock) {
    this.rendered = Map.copyOf(rendered);
    this.deprecations = Map.copyOf(deprecations);
    this.clock = clock;
  }

  /** Whether a model generates images rather than videos. */
  public static boolean generatesImages(String model) {
    return ImageRules.generatesImages(model);
  }

  /**
   * What can be ordered of a model.
   *
   * @param targets the capabilities of its targets
   */
  public ModelCapabilities capabilities(String model, Collection<Capabilities> targets) {
    return ModelCapabilities.of(model, length(model), targets);
  }

  /** The length in seconds of a video of a model whose order names none. */
  int length(String model) {
    return rendered.getOrDefault(model, USUAL_LENGTH);
  }

  /** All model names, sorted, including those that are switched off. */
  public Set<String> names() {
    var names = new TreeSet<>(rendered.keySet());
    names.addAll(deprecations.keySet());
    return names;
  }

  /** The models that can be ordered now, sorted. */
  public List<String> orderable() {
    return rendered.keySet().stream().filter(name -> !isSwitchedOff(name)).sorted().toList();
  }

  /** The deprecation of a model; empty before it begins. */
  public Optional<Deprecation> deprecation(String model) {
    return Optional.ofNullable(deprecations.get(model))
        .filter(one -> one.hasBegun(clock.instant()) || isSwitchedOff(model));
  }

  /** Refuses a known model that is switched off with {@link ModelSwitchedOff}. */
  public void check(String model) {
    var deprecation = deprecations.get(model);
    if (deprecation != null && isSwitchedOff(model)) {
      throw new ModelSwitchedOff(model, deprecation, clock.instant());
    }
  }

  private boolean isSwitchedOff(String model) {
    var deprecation = deprecations.get(model);
    return !rendered.containsKey(model)
        || deprecation != null && deprecation.isOver(clock.instant());
  }
}
