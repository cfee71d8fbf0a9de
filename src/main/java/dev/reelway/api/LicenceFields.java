package dev.reelway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.LicenceTerms;
import dev.reelway.licence.Scope;
import dev.reelway.wire.NearestName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a licence in a call. What a call does not name stays as it is; null removes.
 * Unknown and wrong fields are refused by their names.
 */
final class LicenceFields {

  private static final List<String> NAMES =
      List.of("name", "scopes", "models", "limits", "expires_at", "inboxes", "webhook");

  private static final Pattern NAME = Pattern.compile("(?=.{1,64}$)[a-z0-9]+([_-][a-z0-9]+)*");
  private static final int LONGEST_SHOWN = 60;

  /** Numbers are numbers, whole where they count. */
  private static final ObjectMapper LIMITS =
      JsonMapper.builder()
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final LicenceTerms NONE =
      new LicenceTerms(Set.of(), null, LicenceLimits.NONE, null, Set.of(), null);

  private final ObjectNode body;
  private final Rules rules;
  private final Instant now;

  /**
   * What fields are checked against.
   *
   * @param models supplies the names of the models
   * @param webhook whether a URL may be notified
   */
  record Rules(Supplier<Set<String>> models, Predicate<String> webhook) {}

  LicenceFields(ObjectNode body, Rules rules, Instant now) {
    this.body = body;
    this.rules = rules;
    this.now = now;
    body.fieldNames().forEachRemaining(name -> requireKnown(name, name, NAMES));
  }

  /** The names of the fields, for the log. */
  String names() {
    return body.properties().stream().map(one -> one.getKey()).collect(Collectors.joining(", "));
  }

  /** The name of a new licence. */
  String name() {
    var name = body.path("name").asText("");
    require(
        body.path("name").isTextual() && NAME.matcher(name).matches(),
        "name",
        "name must have 1 to 64 lower-case letters and digits, with single hyphens or underscores"
            + " between them.");
    return name;
  }

  /** A licence has its name for good, as it owns jobs. */
  void requireName(String name) {
    require(
        !body.has("name") || body.path("name").asText("").equals(name),
        "name",
        "name cannot be changed, because it owns the licence's jobs.");
  }

  /** Whether the call has a field. */
  boolean has(String name) {
    return body.has(name);
  }

  /** Whether a webhook is set. */
  boolean hasWebhook() {
    return body.path("webhook").isObject();
  }

  /** The terms of a new licence. */
  LicenceTerms terms() {
    require(body.has("scopes"), "scopes", SCOPES);
    return applied(NONE);
  }

  /** The terms with what the call changes. */
  LicenceTerms applied(LicenceTerms terms) {
    return new LicenceTerms(
        body.has("scopes") ? scopes() : terms.scopes(),
        body.has("models") ? models() : terms.models(),
        body.has("limits") ? limits(terms.limits()) : terms.limits(),
        body.has("expires_at") ? expires() : terms.expires(),
        body.has("inboxes") ? inboxes() : terms.inboxes(),
        body.has("webhook") ? webhook() : terms.webhook(),
        terms.issued());
  }

  private static final String SCOPES = "scopes must be an array of chat, images or videos.";

  private Set<Scope> scopes() {
    var names = texts("scopes", SCOPES);
    var known = Arrays.stream(Scope.values()).map(Scope::toString).toList();
    require(!names.isEmpty() && known.containsAll(names), "scopes", SCOPES);
    return Arrays.stream(Scope.values())
        .filter(one -> names.contains(one.toString()))
        .collect(Collectors.toSet());
  }

  private @Nullable Set<String> models() {
    if (body.path("models").isNull()) {
      return null;
    }
    var sentence = "models must be an array of names of models, or null for all.";
    var names = texts("models", sentence);
    require(!names.isEmpty(), "models", sentence);
    var known = rules.models().get();
    for (var name : names) {
      var hint = NearestName.hint(name, known);
      require(
          known.contains(name),
          "models",
          "models: %s is not a model here.%s".formatted(shown(name), hint));
    }
    return names;
  }

  /** Null removes a limit, or all of them. */
  private LicenceLimits limits(LicenceLimits before) {
    var changed = body.path("limits");
    if (changed.isNull()) {
      return LicenceLimits.NONE;
    }
    require(changed.isObject(), "limits", "limits must be an object, or null for none.");
    ObjectNode all = LIMITS.valueToTree(before);
    merge(all, (ObjectNode) changed, "limits");
    var limits = limits(all);
    var wrong = limits.wrong().map("limits."::concat).orElse("");
    require(wrong.isEmpty(), wrong, wrong + " " + LicenceLimits.MUST);
    return limits;
  }

  private static void merge(ObjectNode all, ObjectNode changed, String path) {
    for (var one : changed.properties()) {
      var name = path + "." + one.getKey();
      requireKnown(one.getKey(), name, names(all));
      boolean isQuota = all.get(one.getKey()) instanceof ObjectNode;
      if (isQuota && one.getValue() instanceof ObjectNode some) {
        merge((ObjectNode) all.get(one.getKey()), some, name);
      } else {
        require(
            one.getValue().isNull() || one.getValue().isNumber() && !isQuota,
            name,
            name + (isQuota ? " must be an object" : " must be a number") + ", or null for none.");
        boolean isLarge = one.getValue().isIntegralNumber() && !one.getValue().canConvertToInt();
        require(!isLarge, name, name + " " + LicenceLimits.MUST);
        all.set(one.getKey(), one.getValue());
      }
    }
  }

  private static final String WHOLE = " must be a whole number, or null for none.";

  private static LicenceLimits limits(ObjectNode all) {
    try {
      return LIMITS.treeToValue(all, LicenceLimits.class);
    } catch (JsonProcessingException wrong) {
      var path =
          wrong instanceof com.fasterxml.jackson.databind.JsonMappingException mapping
              ? mapping.getPath().stream()
                  .map(one -> one.getFieldName())
                  .collect(Collectors.joining(".", "limits.", ""))
              : "limits";
      throw refused(path, path + (path.endsWith(".money") ? " " + LicenceLimits.MUST : WHOLE));
    }
  }

  private @Nullable Long expires() {
    var given = body.path("expires_at");
    if (given.isNull()) {
      return null;
    }
    var at = given.canConvertToLong() ? (Long) given.longValue() : seconds(given.asText());
    require(
        at != null && at > now.getEpochSecond() && at < MOST_SECONDS,
        "expires_at",
        "expires_at must be a time in the future, in seconds since 1970 or like"
            + " 2027-01-31T00:00:00Z, or null for none.");
    return at;
  }

  private static final long MOST_SECONDS = 253_402_300_800L;

  private static @Nullable Long seconds(String text) {
    try {
      return Instant.parse(text).getEpochSecond();
    } catch (DateTimeException malformed) {
      return null;
    }
  }

  private Set<String> inboxes() {
    if (body.path("inboxes").isNull()) {
      return Set.of();
    }
    var sentence = "inboxes must be an array of names of inboxes, or null for none.";
    var names = texts("inboxes", sentence);
    require(names.stream().allMatch(NAME.asMatchPredicate()), "inboxes", sentence);
    return names;
  }

  private @Nullable String webhook() {
    var given = body.path("webhook");
    if (given.isNull()) {
      return null;
    }
    require(given.isObject(), "webhook", "webhook must be an object with a url, or null for none.");
    for (var name : names(given)) {
      requireKnown(name, "webhook." + name, List.of("url"));
    }
    var url = given.path("url").asText("");
    require(
        given.path("url").isTextual() && rules.webhook().test(url),
        "webhook.url",
        "webhook.url must be an http or https URL of a public host, or of one of"
            + " reelway.events.private-hosts.");
    return url;
  }

  private Set<String> texts(String field, String sentence) {
    var array = body.path(field);
    require(array.isArray(), field, sentence);
    var all = new LinkedHashSet<String>();
    for (var one : array) {
      require(one.isTextual() && !one.textValue().isBlank(), field, sentence);
      all.add(one.textValue());
    }
    return all;
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(one -> one.getKey()).toList();
  }

  private static void requireKnown(String name, String path, Collection<String> known) {
    if (!known.contains(name)) {
      var hint =
          NearestName.of(name, known)
              .map("did you mean %s?"::formatted)
              .orElseGet(() -> "known parameters are %s.".formatted(String.join(", ", known)));
      throw new RequestRefused(
          400,
          shown(path),
          "unknown_parameter",
          "%s is not a parameter: %s".formatted(shown(path), hint));
    }
  }

  private static String shown(String text) {
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
  }

  private static void require(boolean right, String param, String sentence) {
    if (!right) {
      throw refused(param, sentence);
    }
  }

  private static RequestRefused refused(String param, String sentence) {
    return new RequestRefused(400, param, "invalid_value", sentence);
  }
}
