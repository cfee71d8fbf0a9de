package dev.reelway;

import dev.reelway.order.Ability;
import dev.reelway.order.Size;
import dev.reelway.upstream.AbilitySettings;
import dev.reelway.upstream.Engine;
import dev.reelway.upstream.Limits;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.TargetSettings;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.UpstreamSettings;
import dev.reelway.upstream.Upstreams;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who renders what, checked: what is wrong refuses to start with one sentence that names the key.
 */
final class Engines {

  /** What the credential is called where there is only one. */
  private static final String ONLY_KEY = "key";

  private static final String NAME = "[a-z0-9][a-z0-9-]*";
  private static final int MOST = 100_000;

  private Engines() {}

  static Upstreams of(Settings settings) {
    Map<String, List<Upstream>> known = new LinkedHashMap<>();
    settings.upstreams().forEach((name, one) -> known.put(name, upstream(name, one)));
    callers(settings);
    Map<String, List<Target>> targets = new LinkedHashMap<>();
    settings.models().forEach((name, some) -> targets.put(name, targets(name, some, known)));
    targets.values().removeIf(List::isEmpty);
    Settled.check(!targets.isEmpty(), "reelway.models", "must name at least one model.");
    return new Upstreams(
        known.values().stream().flatMap(List::stream).toList(),
        targets,
        abilities(settings, known),
        limits(settings));
  }

  /** The upstreams that are told where to call. */
  static Set<String> callers(Settings settings) {
    var url = settings.publicUrl();
    Set<String> callers = new HashSet<>();
    settings.upstreams().forEach((name, one) -> add(callers, name, one, url));
    return callers;
  }

  private static void add(
      Set<String> callers, String name, UpstreamSettings one, @Nullable String publicUrl) {
    if (one.callbacks()) {
      Settled.check(
          publicUrl != null && !publicUrl.isBlank(),
          "reelway.upstreams." + name + ".callbacks",
          "needs reelway.public-url, which is where the upstream is to call.");
      callers.add(name);
    }
  }

  private static Map<String, Limits> limits(Settings settings) {
    Map<String, Limits> all = new HashMap<>();
    settings.upstreams().forEach((name, one) -> all.put(name, limits(name, one.limits())));
    return all;
  }

  private static Limits limits(String upstream, @Nullable Limits limits) {
    var prefix = "reelway.upstreams." + upstream + ".limits.";
    var given = limits == null ? Limits.NONE : limits;
    number(given.atOnce(), prefix + "at-once");
    number(given.submitsPerMinute(), prefix + "submits-per-minute");
    number(given.pollsPerMinute(), prefix + "polls-per-minute");
    return given;
  }

  private static void number(@Nullable Integer limit, String key) {
    Settled.check(
        limit == null || limit > 0 && limit <= MOST,
        key,
        "must be a whole number from 1 to %d.".formatted(MOST));
  }

  private static Map<Engine, Ability> abilities(
      Settings settings, Map<String, List<Upstream>> known) {
    settings.dialects().forEach((name, one) -> possible(one, "reelway.dialects." + name));
    Map<Engine, Ability> all = new HashMap<>();
    settings
        .models()
        .forEach(
            (name, some) -> some.forEach(one -> add(all, name, one, usual(settings, one, known))));
    return all;
  }

  /** What the dialect of a target's upstream says of it. */
  private static AbilitySettings usual(
      Settings settings, TargetSettings one, Map<String, List<Upstream>> known) {
    var upstream = Objects.requireNonNull(known.get(one.upstream())).getFirst();
    return settings.dialects().getOrDefault(upstream.dialect(), AbilitySettings.NONE);
  }

  private static void add(
      Map<Engine, Ability> all, String model, TargetSettings one, AbilitySettings usual) {
    var key = "reelway.models." + model;
    var can = one.can() == null ? AbilitySettings.NONE : one.can();
    possible(can, key + ".can");
    var ability = can.or(usual).ability(one.nearest());
    frames(ability, key);
    var engine = new Engine(String.valueOf(one.upstream()), String.valueOf(one.model()));
    var before = all.put(engine, ability);
    Settled.check(
        before == null || before.equals(ability),
        key,
        "says of %s at %s what another model does not: that must agree."
            .formatted(one.model(), one.upstream()));
  }

  private static void frames(Ability ability, String key) {
    var most = ability.references();
    Settled.check(
        !ability.lastFrame() || most == null || most > 0,
        key,
        "cannot start remixes from a last-frame where references is 0.");
  }

  private static void possible(AbilitySettings can, String key) {
    Settled.check(
        can.seconds() == null || can.seconds().stream().allMatch(one -> one > 0),
        key + ".seconds",
        "must be whole numbers from 1.");
    Settled.check(
        can.sizes() == null || can.sizes().stream().allMatch(one -> Size.read(one).isPresent()),
        key + ".sizes",
        "must be sizes in pixels, like 1280x720.");
    Settled.check(
        can.references() == null || can.references() >= 0,
        key + ".references",
        "must be a whole number from 0.");
  }

  /** An upstream, once for each of its credentials. */
  private static List<Upstream> upstream(String name, UpstreamSettings one) {
    var prefix = "reelway.upstreams." + name;
    Settled.check(name.matches(NAME), prefix, "must be named in lower case, like my-engine.");
    var dialect =
        Settled.given(
            one.dialect(), prefix + ".dialect", "must name a file under routes/upstreams/.");
    var base = base(one.baseUrl(), prefix + ".base-url");
    return keys(one, prefix).entrySet().stream()
        .map(
            key ->
                new Upstream(name, dialect, base, key.getKey(), key.getValue(), one.idempotent()))
        .toList();
  }

  private static Map<String, String> keys(UpstreamSettings one, String prefix) {
    var several = one.keys() == null ? Map.<String, String>of() : one.keys();
    if (several.isEmpty()) {
      return Map.of(
          ONLY_KEY,
          Settled.given(
              one.key(),
              prefix + ".key",
              "must be given: the secret that this upstream knows us by."));
    }
    Settled.check(
        one.key() == null || one.key().isBlank(),
        prefix + ".key",
        "or keys must be given, not both.");
    several.forEach((name, key) -> key(name, key, prefix + ".keys"));
    return several;
  }

  /** The name is not told, as it may well be a secret that stands in the wrong place. */
  private static void key(String name, String key, String prefix) {
    Settled.check(name.matches(NAME), prefix, "must be named in lower case, each with its secret.");
    Settled.check(!key.isBlank(), prefix + "." + name, "must not be empty.");
  }

  private static String base(@Nullable URI url, String key) {
    Settled.check(
        Settled.isHttp(url), key, "must be an http or https URL with a host, and without a query.");
    return String.valueOf(url).replaceFirst("/+$", "");
  }

  private static List<Target> targets(
      String model, List<TargetSettings> some, Map<String, List<Upstream>> known) {
    var prefix = "reelway.models." + model;
    Settled.check(isModelName(model), prefix, "must be a plain model name.");
    return some.stream().flatMap(one -> targets(one, prefix, known)).toList();
  }

  private static Stream<Target> targets(
      TargetSettings one, String prefix, Map<String, List<Upstream>> known) {
    var upstream = Settled.given(one.upstream(), prefix, "needs an upstream for each target.");
    Settled.check(known.containsKey(upstream), prefix, unknown(upstream, known));
    var model = Settled.given(one.model(), prefix, "needs a model for each target.");
    return Objects.requireNonNull(known.get(upstream)).stream()
        .map(account -> new Target(upstream, account.credential(), model));
  }

  static boolean isModelName(String name) {
    return name.matches("[A-Za-z0-9][A-Za-z0-9._-]*");
  }

  private static String unknown(String upstream, Map<String, List<Upstream>> known) {
    return "names the upstream %s, which is not among reelway.upstreams: %s."
        .formatted(upstream, String.join(", ", known.keySet()));
  }
}
