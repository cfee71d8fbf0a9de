package dev.reelway.upstream;

import dev.reelway.order.Ability;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configured upstreams, and which of them render which public model, in order of preference.
 */
public final class Upstreams {

  private final Map<String, Map<String, Upstream>> upstreams;
  private final Map<String, List<Target>> models;
  private final Map<Engine, Ability> abilities;
  private final Map<String, Limits> limits;

  /** Upstreams with one credential each, that can make everything and as much as is wanted. */
  public Upstreams(Map<String, Upstream> upstreams, Map<String, List<Target>> models) {
    this(upstreams.values(), models, Map.of(), Map.of());
  }

  /**
   * @param upstreams one for each credential
   * @param models the targets of each model, one for each credential too
   * @param abilities what can be made; what is not in it can make everything
   * @param limits by upstream; what is not in it is not limited
   */
  public Upstreams(
      Collection<Upstream> upstreams,
      Map<String, List<Target>> models,
      Map<Engine, Ability> abilities,
      Map<String, Limits> limits) {
    this.upstreams =
        upstreams.stream()
            .collect(
                Collectors.groupingBy(
                    Upstream::name, Collectors.toMap(Upstream::credential, Function.identity())));
    this.models = Map.copyOf(models);
    this.abilities = Map.copyOf(abilities);
    this.limits = Map.copyOf(limits);
  }

  /** What can be made there. */
  public Ability ability(Target target) {
    return abilities.getOrDefault(target.engine(), Ability.ANY);
  }

  /** Whether orders may have to wait for room anywhere. */
  public boolean limitOrders() {
    return limits.values().stream().anyMatch(Limits::ofOrders);
  }

  /** How much an upstream is asked for. */
  public Limits limits(String upstream) {
    return limits.getOrDefault(upstream, Limits.NONE);
  }

  /** The public model names, without suffixes, sorted. */
  public Set<String> models() {
    return new TreeSet<>(models.keySet());
  }

  /**
   * Where a model is rendered, best first, under each credential; empty where nothing renders it
   * any more.
   */
  public List<Target> targets(String model) {
    return models.getOrDefault(model, List.of());
  }

  /** The upstream behind a target, with the very credential that is pinned there. */
  public Optional<Upstream> at(Target target) {
    var known = upstreams.getOrDefault(target.upstream(), Map.of());
    return Optional.ofNullable(known.get(target.credential()));
  }

  /**
   * Where a film is fetched, see {@link Upstream#film}. For routes: what an upstream wrote comes in
   * as a value here, where a simple expression would read it as a part of itself.
   */
  public URI film(Upstream upstream, @Nullable String link, String path) {
    return upstream.film(link, path);
  }
}
