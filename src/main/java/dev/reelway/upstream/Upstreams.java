package dev.reelway.upstream;

import dev.reelway.order.Ability;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The configured upstreams, and which of them render which public model, in order of preference.
 */
public final class Upstreams {

  private final Map<String, Upstream> upstreams;
  private final Map<String, List<Target>> models;
  private final Map<Target, Ability> abilities;

  /** Upstreams that can make everything. */
  public Upstreams(Map<String, Upstream> upstreams, Map<String, List<Target>> models) {
    this(upstreams, models, Map.of());
  }

  /**
   * @param abilities what the targets can make; those that are not in it can make everything
   */
  public Upstreams(
      Map<String, Upstream> upstreams,
      Map<String, List<Target>> models,
      Map<Target, Ability> abilities) {
    this.upstreams = Map.copyOf(upstreams);
    this.models = Map.copyOf(models);
    this.abilities = Map.copyOf(abilities);
  }

  /** What can be made there. */
  public Ability ability(Target target) {
    return abilities.getOrDefault(target, Ability.ANY);
  }

  /** The public model names, without suffixes, sorted. */
  public Set<String> models() {
    return new TreeSet<>(models.keySet());
  }

  /** Where a model is rendered, best first; empty where nothing renders it any more. */
  public List<Target> targets(String model) {
    return models.getOrDefault(model, List.of());
  }

  /** The upstream behind a target, with the very credential that is pinned there. */
  public Optional<Upstream> at(Target target) {
    return Optional.ofNullable(upstreams.get(target.upstream()))
        .filter(upstream -> upstream.credential().equals(target.credential()));
  }

  /**
   * Where a film is fetched, see {@link Upstream#film}. For routes: what an upstream wrote comes in
   * as a value here, where a simple expression would read it as a part of itself.
   */
  public URI film(Upstream upstream, @Nullable String link, String path) {
    return upstream.film(link, path);
  }

  /** Where a film is fetched without a key, see {@link Upstream#moved}. */
  public URI moved(Upstream upstream, @Nullable String location) {
    return upstream.moved(location);
  }
}
