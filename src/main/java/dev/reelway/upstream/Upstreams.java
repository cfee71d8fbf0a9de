package dev.reelway.upstream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.order.Capabilities;
import dev.reelway.setup.WatchedSecret;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The configured upstreams, and the targets of each public model in order of preference. */
public final class Upstreams {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Map<String, Upstream>> upstreams;
  private final Map<String, List<Target>> models;
  private final Map<UpstreamModel, Capabilities> abilities;
  private final Map<String, UpstreamLimits> limits;
  private final TargetPrices prices;
  private final Map<String, Choice> choices;
  private final Map<Account, WatchedSecret<String>> keyFiles;

  /** Upstreams with one credential each, without limits. */
  public Upstreams(Map<String, Upstream> upstreams, Map<String, List<Target>> models) {
    this(upstreams.values(), models, Map.of(), Map.of());
  }

  /** Without prices and choices. */
  public Upstreams(
      Collection<Upstream> upstreams,
      Map<String, List<Target>> models,
      Map<UpstreamModel, Capabilities> abilities,
      Map<String, UpstreamLimits> limits) {
    this(upstreams, models, abilities, limits, TargetPrices.NONE, Map.of());
  }

  /**
   * @param upstreams one for each credential
   * @param models the targets of each model, one for each credential
   * @param abilities the capabilities; an engine that is missing supports everything
   * @param limits the limits by upstream; an upstream that is missing has none
   * @param prices what renders cost
   * @param choices which target goes first, by model; a model that is missing has them in order
   */
  public Upstreams(
      Collection<Upstream> upstreams,
      Map<String, List<Target>> models,
      Map<UpstreamModel, Capabilities> abilities,
      Map<String, UpstreamLimits> limits,
      TargetPrices prices,
      Map<String, Choice> choices) {
    this(upstreams, models, abilities, limits, prices, choices, Map.of());
  }

  /**
   * @param keyFiles the files of keys, which may change; a key that is missing never does
   */
  Upstreams(
      Collection<Upstream> upstreams,
      Map<String, List<Target>> models,
      Map<UpstreamModel, Capabilities> abilities,
      Map<String, UpstreamLimits> limits,
      TargetPrices prices,
      Map<String, Choice> choices,
      Map<Account, WatchedSecret<String>> keyFiles) {
    this.upstreams =
        upstreams.stream()
            .collect(
                Collectors.groupingBy(
                    Upstream::name, Collectors.toMap(Upstream::credential, Function.identity())));
    this.models = Map.copyOf(models);
    this.abilities = Map.copyOf(abilities);
    this.limits = Map.copyOf(limits);
    this.prices = prices;
    this.choices = Map.copyOf(choices);
    this.keyFiles = Map.copyOf(keyFiles);
  }

  /** The capabilities of a target. */
  public Capabilities capabilities(Target target) {
    return abilities.getOrDefault(target.upstreamModel(), Capabilities.ANY);
  }

  /** The capabilities of the targets of a model. */
  public Set<Capabilities> capabilities(String model) {
    return targets(model).stream()
        .map(this::capabilities)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Whether any upstream limits orders, so that they may have to wait for capacity. */
  public boolean limitOrders() {
    return limits.values().stream().anyMatch(UpstreamLimits::limitsOrders);
  }

  /** The limits of an upstream. */
  public UpstreamLimits limits(String upstream) {
    return limits.getOrDefault(upstream, UpstreamLimits.NONE);
  }

  /** Every upstream, once for each of its credentials. */
  Collection<Upstream> all() {
    return upstreams.values().stream().flatMap(same -> same.values().stream()).toList();
  }

  /** Which of the targets of a model an order goes to first. */
  public Choice choice(String model) {
    return choices.getOrDefault(model, Choice.LISTED);
  }

  /** What renders cost. */
  public TargetPrices prices() {
    return prices;
  }

  /** An upstream by its name, with the first of its credentials; empty if there is none. */
  public Optional<Upstream> named(String name) {
    return upstreams.getOrDefault(name, Map.of()).values().stream().findFirst();
  }

  /** The names of the upstreams. */
  public Set<String> names() {
    return upstreams.keySet();
  }

  /** The accounts at the upstreams. */
  public Set<Account> accounts() {
    return all().stream()
        .map(one -> new Account(one.name(), one.credential()))
        .collect(Collectors.toSet());
  }

  /** The public model names, without suffixes, sorted. */
  public Set<String> models() {
    return new TreeSet<>(models.keySet());
  }

  /**
   * The public model names, each with the length in seconds that its targets support: the usual one
   * if any of them does, otherwise the one nearest to it at the first target.
   */
  public Map<String, Integer> lengths(int usual) {
    return models.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, one -> length(one.getValue(), usual)));
  }

  private int length(List<Target> targets, int usual) {
    var lengths = targets.stream().map(one -> capabilities(one).lengthNear(usual)).toList();
    return lengths.isEmpty() || lengths.contains(usual) ? usual : lengths.getFirst();
  }

  /**
   * The targets of a model, best first, one for each credential; empty if no upstream renders it
   * any more.
   */
  public List<Target> targets(String model) {
    return models.getOrDefault(model, List.of());
  }

  /** The upstream of a target with exactly that credential; empty if it is no longer configured. */
  public Optional<Upstream> find(Target target) {
    var known = upstreams.getOrDefault(target.upstream(), Map.of());
    return Optional.ofNullable(known.get(target.credential())).map(this::current);
  }

  /** With the key that its file holds now. */
  private Upstream current(Upstream upstream) {
    var file = keyFiles.get(new Account(upstream.name(), upstream.credential()));
    return file == null ? upstream : upstream.withKey(file.value());
  }

  /** The settings of an upstream that only its dialect knows, as a JSON object of texts. */
  public String settings(Upstream upstream) {
    return JSON.valueToTree(upstream.settings()).toString();
  }

  /**
   * The URL from which a video is fetched, see {@link Upstream#videoUrl}. For routes: a simple
   * expression would evaluate what the upstream sent; here it is only a value.
   */
  public URI videoUrl(Upstream upstream, @Nullable String link, String path) {
    return upstream.videoUrl(link, path);
  }
}
