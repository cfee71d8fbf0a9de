package dev.reelway.upstream;

import static dev.reelway.setup.SettingsChecks.check;
import static dev.reelway.setup.SettingsChecks.required;

import dev.reelway.order.Capabilities;
import dev.reelway.order.ModelNameChecks;
import dev.reelway.setup.PublicUrl;
import dev.reelway.setup.SettingsChecks;
import dev.reelway.setup.WatchedSecret;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes upstreams and targets out of settings; wrong ones are refused by their key. */
final class UpstreamFactory {

  /** What the credential is called where there is only one. */
  private static final String ONLY_KEY = "key";

  private static final String NAME = "[a-z0-9][a-z0-9-]*";
  private static final int MOST = 100_000;

  private UpstreamFactory() {}

  /**
   * @param forms what the operator says about the requests of single models
   */
  static Upstreams upstreams(RenderSettings settings, PublicUrl url, RequestForms forms) {
    Map<String, List<Upstream>> known = new LinkedHashMap<>();
    Map<Account, WatchedSecret<String>> keys = new HashMap<>();
    settings.upstreams().forEach((name, one) -> known.put(name, upstream(name, one, keys)));
    Map<String, List<Target>> targets = new LinkedHashMap<>();
    settings.models().forEach((name, some) -> targets.put(name, targets(name, some, known)));
    targets.values().removeIf(List::isEmpty);
    check(!targets.isEmpty(), "reelway.models", "must name at least one model.");
    return new Upstreams(
        known.values().stream().flatMap(List::stream).toList(),
        targets,
        abilities(settings, known, url.text() != null, forms),
        limits(settings),
        PriceFactory.prices(settings),
        ChoiceFactory.choices(settings),
        watched(keys));
  }

  /** The keys that may change. */
  private static Map<Account, WatchedSecret<String>> watched(
      Map<Account, WatchedSecret<String>> keys) {
    Map<Account, WatchedSecret<String>> all = new HashMap<>(keys);
    all.values().removeIf(key -> !key.isWatched());
    return all;
  }

  /** The upstreams that get an address to call. */
  static CallbackUpstreams calling(RenderSettings settings, PublicUrl url) {
    Set<String> calling = new HashSet<>();
    settings
        .upstreams()
        .forEach(
            (name, one) -> {
              if (one.callbacks()) {
                check(
                    url.text() != null,
                    "reelway.upstreams." + name + ".callbacks",
                    "requires reelway.public-url, the address that the upstream calls.");
                calling.add(name);
              }
            });
    return new CallbackUpstreams(calling);
  }

  private static Map<String, UpstreamLimits> limits(RenderSettings settings) {
    Map<String, UpstreamLimits> all = new HashMap<>();
    settings.upstreams().forEach((name, one) -> all.put(name, limits(name, one.limits())));
    return all;
  }

  private static UpstreamLimits limits(String upstream, @Nullable UpstreamLimits limits) {
    var prefix = "reelway.upstreams." + upstream + ".limits.";
    var all = limits == null ? UpstreamLimits.NONE : limits;
    number(all.atOnce(), prefix + "at-once");
    number(all.submitsPerMinute(), prefix + "submits-per-minute");
    number(all.pollsPerMinute(), prefix + "polls-per-minute");
    return all;
  }

  private static void number(@Nullable Integer limit, String key) {
    check(
        limit == null || limit > 0 && limit <= MOST,
        key,
        "must be a whole number from 1 to %d.".formatted(MOST));
  }

  private static Map<UpstreamModel, Capabilities> abilities(
      RenderSettings settings,
      Map<String, List<Upstream>> known,
      boolean linked,
      RequestForms forms) {
    settings
        .dialects()
        .forEach((name, one) -> CapabilityChecks.check(one, "reelway.dialects." + name));
    settings
        .upstreams()
        .forEach(
            (name, one) -> CapabilityChecks.check(can(one), "reelway.upstreams." + name + ".can"));
    Map<UpstreamModel, Capabilities> all = new HashMap<>();
    settings
        .models()
        .forEach(
            (name, some) ->
                some.forEach(
                    one -> {
                      var key = "reelway.models." + name;
                      var can = can(one, usual(settings, one, known), forms, key);
                      add(all, key, one, can.capabilities(linked, one.nearest()));
                    }));
    return all;
  }

  /** What a target's upstream and its dialect say of it. */
  private static CapabilitySettings usual(
      RenderSettings settings, TargetSettings one, Map<String, List<Upstream>> known) {
    var upstream = Objects.requireNonNull(known.get(one.upstream())).getFirst();
    return can(Objects.requireNonNull(settings.upstreams().get(one.upstream())))
        .or(
            settings
                .dialects()
                .getOrDefault(upstream.dialect(), CapabilitySettings.NONE)
                .of(String.valueOf(one.model())));
  }

  private static CapabilitySettings can(UpstreamSettings one) {
    return one.can() == null ? CapabilitySettings.NONE : one.can();
  }

  /** What a target can make, within what its requests can hold. */
  private static CapabilitySettings can(
      TargetSettings one, CapabilitySettings usual, RequestForms forms, String key) {
    var own = one.can() == null ? CapabilitySettings.NONE : one.can();
    var limits = forms.limits(upstreamModel(one));
    CapabilityChecks.check(own, key + ".can");
    limits.check(own, usual, key + ".can");
    var can = own.or(usual);
    CapabilityChecks.checkTogether(can, key);
    return limits.applied(can);
  }

  private static UpstreamModel upstreamModel(TargetSettings one) {
    return new UpstreamModel(String.valueOf(one.upstream()), String.valueOf(one.model()));
  }

  private static void add(
      Map<UpstreamModel, Capabilities> all,
      String key,
      TargetSettings one,
      Capabilities capabilities) {
    frames(capabilities, key);
    var before = all.put(upstreamModel(one), capabilities);
    check(
        before == null || before.equals(capabilities),
        key,
        "describes model %s at upstream %s differently from another entry. Make them equal."
            .formatted(one.model(), one.upstream()));
  }

  private static void frames(Capabilities capabilities, String key) {
    var most = capabilities.references();
    check(
        !capabilities.lastFrame() || most == null || most > 0,
        key,
        "sets last-frame, which requires references to be greater than zero.");
  }

  /** An upstream, once for each of its credentials. */
  private static List<Upstream> upstream(
      String name, UpstreamSettings one, Map<Account, WatchedSecret<String>> keys) {
    var prefix = "reelway.upstreams." + name;
    check(name.matches(NAME), prefix, "must have a name in lower case, like my-engine.");
    var dialect =
        required(one.dialect(), prefix + ".dialect", "must name a file under routes/upstreams/.");
    var base = base(one.baseUrl(), prefix + ".base-url");
    var settings = one.settings() == null ? Map.<String, String>of() : Map.copyOf(one.settings());
    var own = keys(one, prefix);
    own.forEach((credential, key) -> keys.put(new Account(name, credential), key));
    return own.entrySet().stream()
        .map(
            key ->
                new Upstream(
                    name,
                    dialect,
                    base,
                    key.getKey(),
                    key.getValue().value(),
                    one.idempotent(),
                    settings))
        .toList();
  }

  private static Map<String, WatchedSecret<String>> keys(UpstreamSettings one, String prefix) {
    var several = one.keys() == null ? Map.<String, String>of() : one.keys();
    if (several.isEmpty()) {
      var key =
          required(one.key(), prefix + ".key", "must be set to the API key for this upstream.");
      return Map.of(ONLY_KEY, secret(key, prefix + ".key"));
    }
    check(
        one.key() == null || one.key().isBlank(),
        prefix + ".key",
        "and keys are alternatives: set exactly one of them.");
    several.forEach((name, key) -> key(name, key, prefix + ".keys"));
    Map<String, WatchedSecret<String>> secrets = new LinkedHashMap<>();
    several.forEach((name, key) -> secrets.put(name, secret(key, prefix + ".keys." + name)));
    return secrets;
  }

  private static WatchedSecret<String> secret(String configured, String setting) {
    return WatchedSecret.of(configured, setting, Function.identity());
  }

  /** The name is not repeated, as it may be a secret that stands in the wrong place. */
  private static void key(String name, String key, String prefix) {
    check(name.matches(NAME), prefix, "must map names in lower case to secrets.");
    check(!key.isBlank(), prefix + "." + name, "must not be empty.");
  }

  private static String base(@Nullable URI url, String key) {
    check(SettingsChecks.isHttp(url), key, SettingsChecks.HTTP_URL);
    return String.valueOf(url).replaceFirst("/+$", "");
  }

  private static List<Target> targets(
      String model, List<TargetSettings> some, Map<String, List<Upstream>> known) {
    var prefix = "reelway.models." + model;
    ModelNameChecks.check(model, prefix);
    return some.stream().flatMap(one -> targets(one, prefix, known)).toList();
  }

  private static Stream<Target> targets(
      TargetSettings one, String prefix, Map<String, List<Upstream>> known) {
    var upstream = required(one.upstream(), prefix, "must name an upstream for each target.");
    check(known.containsKey(upstream), prefix, unknown(upstream, known));
    var model = required(one.model(), prefix, "must name a model for each target.");
    return Objects.requireNonNull(known.get(upstream)).stream()
        .map(account -> new Target(upstream, account.credential(), model));
  }

  private static String unknown(String upstream, Map<String, List<Upstream>> known) {
    return "names the unknown upstream %s. Known upstreams: %s."
        .formatted(upstream, String.join(", ", known.keySet()));
  }
}
