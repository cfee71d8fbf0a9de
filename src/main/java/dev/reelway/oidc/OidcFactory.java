package dev.reelway.oidc;

import static dev.reelway.setup.SettingsChecks.check;
import static dev.reelway.setup.SettingsChecks.notNegative;
import static dev.reelway.setup.SettingsChecks.required;

import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.Scope;
import dev.reelway.setup.SettingsChecks;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes issuers out of settings; wrong ones are refused by their key. */
final class OidcFactory {

  private static final String OIDC = "reelway.oidc.";
  private static final String NAME = "(?=.{1,32}$)[a-z0-9]+(-[a-z0-9]+)*";
  private static final Duration LARGEST_SKEW = Duration.ofMinutes(5);
  private static final String URL = "an https URL with a host, or an http URL of this machine.";

  private OidcFactory() {}

  /**
   * @param keys makes the keys of an issuer, given its name and where they are
   */
  static List<Issuer> issuers(
      OidcSettings.ByName settings, BiFunction<String, IssuerDocuments, IssuerKeys> keys) {
    List<Issuer> all = new ArrayList<>();
    Set<String> urls = new HashSet<>();
    settings
        .all()
        .forEach(
            (name, one) -> {
              var issuer = issuer(name, one, keys);
              check(urls.add(issuer.url()), OIDC + name + ".issuer", "is that of another entry.");
              all.add(issuer);
            });
    return all;
  }

  private static Issuer issuer(
      String name, OidcSettings one, BiFunction<String, IssuerDocuments, IssuerKeys> keys) {
    var prefix = OIDC + name;
    check(
        name.matches(NAME), prefix, "must have a name of lower-case letters, digits and hyphens.");
    var url = issuerUrl(one.issuer(), prefix + ".issuer");
    texts(one.audience(), prefix + ".audience", "what tokens are made for, such as reelway.");
    texts(one.types(), prefix + ".types", "type of tokens, like at+jwt.");
    notNegative(one.clockSkew(), prefix + ".clock-skew");
    check(
        one.clockSkew().compareTo(LARGEST_SKEW) <= 0,
        prefix + ".clock-skew",
        "must not be longer than 5m.");
    required(one.nameClaim(), prefix + ".name-claim", "must name a claim, like sub.");
    return new Issuer(
        name,
        url,
        one.audience(),
        algorithms(one.algorithms(), prefix + ".algorithms"),
        one.types().stream().map(OidcFactory::type).collect(Collectors.toUnmodifiableSet()),
        one.clockSkew(),
        one.nameClaim(),
        rights(one, prefix),
        keys.apply(name, new IssuerDocuments(url, keysUrl(one.jwksUri(), prefix + ".jwks-uri"))));
  }

  private static String type(String type) {
    return type.toLowerCase(Locale.ROOT);
  }

  private static String issuerUrl(@Nullable String text, String key) {
    var issuer = required(text, key, "must be " + URL);
    var url = SettingsChecks.uri(issuer);
    check(IssuerUrls.isSafe(url) && url != null && url.getQuery() == null, key, "must be " + URL);
    return issuer;
  }

  private static @Nullable URI keysUrl(@Nullable String text, String key) {
    var keys = SettingsChecks.orNull(text);
    var url = keys == null ? null : SettingsChecks.uri(keys);
    check(keys == null || IssuerUrls.isSafe(url), key, "must be empty, or " + URL);
    return url;
  }

  private static void texts(Set<String> texts, String key, String what) {
    check(
        !texts.isEmpty() && texts.stream().noneMatch(String::isBlank),
        key,
        "must name at least one " + what);
  }

  private static Set<TokenAlgorithm> algorithms(Set<String> names, String key) {
    var known = Stream.of(TokenAlgorithm.values()).map(TokenAlgorithm::jose).toList();
    check(
        !names.isEmpty() && known.containsAll(names),
        key,
        "must name at least one of %s.".formatted(String.join(", ", known)));
    return names.stream()
        .flatMap(name -> TokenAlgorithm.named(name).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static TokenRights rights(OidcSettings one, String prefix) {
    var claim = SettingsChecks.orNull(one.scopeClaim());
    check(
        claim != null || !one.rules().isEmpty(),
        prefix + ".rules",
        "must say what tokens give rights to, or scope-claim must name the claim that does.");
    List<TokenRights.Rule> rules = new ArrayList<>();
    for (int i = 0; i < one.rules().size(); i++) {
      var rule = one.rules().get(i);
      boolean isLast = i == one.rules().size() - 1;
      rules.add(rule(rule, claim != null, isLast, "%s.rules[%d]".formatted(prefix, i)));
    }
    var all = EnumSet.allOf(Scope.class);
    return new TokenRights(
        claim,
        one.scopePrefix(),
        rules.isEmpty()
            ? List.of(new TokenRights.Rule(null, Set.of(), all, null, LicenceLimits.NONE))
            : rules);
  }

  private static TokenRights.Rule rule(
      OidcSettings.Rule rule, boolean hasClaim, boolean isLast, String key) {
    var claim = SettingsChecks.orNull(rule.claim());
    check(
        claim == null ? rule.has().isEmpty() : !rule.has().isEmpty(),
        key + ".has",
        "and claim belong together: set both of them, or none for all tokens.");
    check(
        claim != null || isLast,
        key + ".claim",
        "must be set: only the last rule is for all tokens.");
    var scopes = rule.scopes();
    check(
        scopes == null ? hasClaim : !scopes.isEmpty(),
        key + ".scopes",
        "must name at least one of chat, images, videos.");
    var models = rule.models();
    check(
        models == null || !models.isEmpty(),
        key + ".models",
        "must name at least one model, or be left out for all.");
    return new TokenRights.Rule(
        claim,
        rule.has(),
        Set.copyOf(Objects.requireNonNullElse(scopes, EnumSet.allOf(Scope.class))),
        models,
        limits(rule.limits(), key));
  }

  private static LicenceLimits limits(@Nullable LicenceLimits limits, String key) {
    var all = Objects.requireNonNullElse(limits, LicenceLimits.NONE);
    all.wrong()
        .ifPresent(
            wrong -> check(false, key + ".limits." + wrong.replace('_', '-'), LicenceLimits.MUST));
    return all;
  }

  /** The models that rules name, by the setting that names them. */
  static Map<String, Set<String>> models(OidcSettings.ByName settings) {
    Map<String, Set<String>> all = new LinkedHashMap<>();
    settings
        .all()
        .forEach(
            (name, one) -> {
              for (int i = 0; i < one.rules().size(); i++) {
                var models = one.rules().get(i).models();
                all.put(
                    OIDC + "%s.rules[%d].models".formatted(name, i),
                    models == null ? Set.of() : models);
              }
            });
    return all;
  }
}
