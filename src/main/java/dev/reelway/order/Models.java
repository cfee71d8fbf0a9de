package dev.reelway.order;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The public models by their names without suffixes, and their deprecations. A deprecated model is
 * switched off at its sunset, or as soon as no upstream renders it.
 */
public final class Models {

  private final Set<String> rendered;
  private final Map<String, Deprecation> deprecations;
  private final Clock clock;

  /**
   * @param rendered the models that an upstream renders
   * @param deprecations the deprecated models, rendered or not
   */
  public Models(Collection<String> rendered, Map<String, Deprecation> deprecations, Clock clock) {
    this.rendered = Set.copyOf(rendered);
    this.deprecations = Map.copyOf(deprecations);
    this.clock = clock;
  }

  /** All model names, sorted, including those that are switched off. */
  public Set<String> names() {
    var names = new TreeSet<>(rendered);
    names.addAll(deprecations.keySet());
    return names;
  }

  /** The models that can be ordered now, sorted. */
  public List<String> orderable() {
    return rendered.stream().filter(name -> !isSwitchedOff(name)).sorted().toList();
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
    return !rendered.contains(model) || deprecation != null && deprecation.isOver(clock.instant());
  }
}
