package dev.reelway.api;

import static dev.reelway.api.UnixTime.seconds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.Scope;
import dev.reelway.licence.StoredLicence;
import dev.reelway.licence.StoredLicence.StoredKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A licence in the calls under {@code /admin}. Times are in seconds since 1970.
 *
 * @param declared whether it stands in the configuration, so that calls cannot change it
 * @param tokens whether it is one of tokens, so that it has no keys, and calls cannot change what
 *     the tokens say
 * @param status active, expired or revoked
 * @param models null for all
 * @param keys what is known of its keys that work; none of a declared licence
 * @param key the new key, in the answer to the call that makes it, and never again
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record LicenceObject(
    String id,
    String object,
    String name,
    boolean declared,
    boolean tokens,
    String status,
    List<String> scopes,
    @Nullable List<String> models,
    LicenceLimits limits,
    @JsonProperty("expires_at") @Nullable Long expires,
    List<String> inboxes,
    @Nullable Webhook webhook,
    List<Key> keys,
    @JsonProperty("created_at") @Nullable Long created,
    @JsonProperty("revoked_at") @Nullable Long revoked,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key) {

  private static final String OBJECT = "licence";

  /**
   * @param secret what its deliveries are signed with, in the answer to the call that sets the URL
   */
  record Webhook(String url, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret) {}

  /**
   * @param hint its last four characters
   * @param expires when it stops to work, because another one has replaced it, or null
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Key(
      String hint,
      @JsonProperty("created_at") long created,
      @JsonProperty("expires_at") @Nullable Long expires) {

    private static Key of(StoredKey key) {
      return new Key(key.hint(), key.created().getEpochSecond(), seconds(key.expires()));
    }
  }

  /** A licence of the ledger. */
  static LicenceObject of(StoredLicence licence, Instant now) {
    var terms = licence.terms();
    var keys =
        licence.revoked() == null
            ? licence.keys().stream().filter(key -> key.isValid(now)).map(Key::of).toList()
            : List.<Key>of();
    return new LicenceObject(
        licence.name(),
        OBJECT,
        licence.name(),
        false,
        terms.areOfTokens(),
        licence.status(now).name().toLowerCase(Locale.ROOT),
        texts(terms.scopes()),
        sorted(terms.models()),
        terms.limits(),
        terms.expires(),
        terms.inboxes().stream().sorted().toList(),
        terms.webhook() == null ? null : new Webhook(terms.webhook(), null),
        keys,
        licence.created().getEpochSecond(),
        seconds(licence.revoked()),
        null);
  }

  /** A licence of the configuration. */
  static LicenceObject of(Licence licence) {
    return new LicenceObject(
        licence.name(),
        OBJECT,
        licence.name(),
        true,
        false,
        "active",
        texts(licence.scopes()),
        sorted(licence.models()),
        licence.limits(),
        null,
        List.of(),
        null,
        List.of(),
        null,
        null,
        null);
  }

  /** The same with secrets that are shown once. */
  LicenceObject with(@Nullable String newKey, @Nullable String secret) {
    return new LicenceObject(
        id,
        object,
        name,
        declared,
        tokens,
        status,
        scopes,
        models,
        limits,
        expires,
        inboxes,
        webhook == null ? null : new Webhook(webhook.url(), secret),
        keys,
        created,
        revoked,
        newKey);
  }

  private static List<String> texts(Set<Scope> scopes) {
    return scopes.stream().map(Scope::toString).sorted().toList();
  }

  private static @Nullable List<String> sorted(@Nullable Collection<String> names) {
    return names == null ? null : names.stream().sorted().toList();
  }
}
