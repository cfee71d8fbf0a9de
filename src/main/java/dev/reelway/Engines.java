package dev.reelway;

import dev.reelway.order.Ability;
import dev.reelway.order.Size;
import dev.reelway.upstream.AbilitySettings;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.TargetSettings;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.UpstreamSettings;
import dev.reelway.upstream.Upstreams;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who renders what, checked: what is wrong refuses to start with one sentence that names the key.
 */
final class Engines {

  private static final String ONLY_KEY = "key";

  private Engines() {}

  static Upstreams of(Settings settings) {
    Map<String, Upstream> known = new LinkedHashMap<>();
    settings.upstreams().forEach((name, one) -> known.put(name, upstream(name, one)));
    Map<String, List<Target>> targets = new LinkedHashMap<>();
    settings.models().forEach((name, some) -> targets.put(name, targets(name, some, known)));
    targets.values().removeIf(List::isEmpty);
    Settled.check(!targets.isEmpty(), "reelway.models", "must name at least one model.");
    return new Upstreams(known, targets, abilities(settings, known));
  }

  private static Map<Target, Ability> abilities(Settings settings, Map<String, Upstream> known) {
    settings.dialects().forEach((name, one) -> possible(one, "reelway.dialects." + name));
    Map<Target, Ability> all = new HashMap<>();
    settings
        .models()
        .forEach(
            (name, some) -> some.forEach(one -> add(all, name, one, usual(settings, one, known))));
    return all;
  }

  /** What the dialect of a target's upstream says of it. */
  private static AbilitySettings usual(
      Settings settings, TargetSettings one, Map<String, Upstream> known) {
    var upstream = Objects.requireNonNull(known.get(one.upstream()));
    return settings.dialects().getOrDefault(upstream.dialect(), AbilitySettings.NONE);
  }

  private static void add(
      Map<Target, Ability> all, String model, TargetSettings one, AbilitySettings usual) {
    var key = "reelway.models." + model;
    var can = one.can() == null ? AbilitySettings.NONE : one.can();
    possible(can, key + ".can");
    var ability = can.or(usual).ability(one.nearest());
    var before = all.put(target(one), ability);
    Settled.check(
        before == null || before.equals(ability),
        key,
        "says of %s at %s what another model does not: that must agree."
            .formatted(one.model(), one.upstream()));
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

  private static Target target(TargetSettings one) {
    return new Target(String.valueOf(one.upstream()), ONLY_KEY, String.valueOf(one.model()));
  }

  private static Upstream upstream(String name, UpstreamSettings one) {
    var prefix = "reelway.upstreams." + name;
    Settled.check(
        name.matches("[a-z0-9][a-z0-9-]*"), prefix, "must be named in lower case, like my-engine.");
    return new Upstream(
        name,
        Settled.given(
            one.dialect(), prefix + ".dialect", "must name a file under routes/upstreams/."),
        base(one.baseUrl(), prefix + ".base-url"),
        ONLY_KEY,
        Settled.given(
            one.key(),
            prefix + ".key",
            "must be given: the secret that this upstream knows us by."),
        one.idempotent());
  }

  private static String base(@Nullable URI url, String key) {
    Settled.check(
        Settled.isHttp(url), key, "must be an http or https URL with a host, and without a query.");
    return String.valueOf(url).replaceFirst("/+$", "");
  }

  private static List<Target> targets(
      String model, List<TargetSettings> some, Map<String, Upstream> known) {
    var prefix = "reelway.models." + model;
    Settled.check(isModelName(model), prefix, "must be a plain model name.");
    return some.stream()
        .map(
            one -> {
              var upstream =
                  Settled.given(one.upstream(), prefix, "needs an upstream for each target.");
              Settled.check(known.containsKey(upstream), prefix, unknown(upstream, known));
              return new Target(
                  upstream,
                  ONLY_KEY,
                  Settled.given(one.model(), prefix, "needs a model for each target."));
            })
        .toList();
  }

  static boolean isModelName(String name) {
    return name.matches("[A-Za-z0-9][A-Za-z0-9._-]*");
  }

  private static String unknown(String upstream, Map<String, Upstream> known) {
    return "names the upstream %s, which is not among reelway.upstreams: %s."
        .formatted(upstream, String.join(", ", known.keySet()));
  }
}
