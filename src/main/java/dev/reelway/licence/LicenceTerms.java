package dev.reelway.licence;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a licence of the ledger allows. Its JSON is stored.
 *
 * @param scopes the kinds of request, at least one
 * @param models the public models, without suffixes, that it may order; null for all
 * @param limits how much it may use
 * @param expires in seconds since 1970, or null if it does not expire
 * @param inboxes the inboxes whose jobs may belong to it
 * @param webhook the URL that is notified when one of its jobs ends, or null
 * @param issued when the token was issued that says so, in seconds since 1970; null for a licence
 *     that has keys
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LicenceTerms(
    Set<Scope> scopes,
    @Nullable Set<String> models,
    LicenceLimits limits,
    @JsonProperty("expires_at") @Nullable Long expires,
    Set<String> inboxes,
    @Nullable String webhook,
    @JsonProperty("issued_at") @Nullable Long issued) {

  /** How much newer a token of the same rights must be to be recorded, in seconds. */
  private static final long CONFIRMED_AFTER = 60;

  public LicenceTerms {
    scopes = Set.copyOf(scopes);
    models = models == null ? null : Set.copyOf(models);
    limits = Objects.requireNonNullElse(limits, LicenceLimits.NONE);
    inboxes = inboxes == null ? Set.of() : Set.copyOf(inboxes);
  }

  /** Of a licence that has keys. */
  public LicenceTerms(
      Set<Scope> scopes,
      @Nullable Set<String> models,
      LicenceLimits limits,
      @Nullable Long expires,
      Set<String> inboxes,
      @Nullable String webhook) {
    this(scopes, models, limits, expires, inboxes, webhook, null);
  }

  /** What a token says of its licence. */
  public static LicenceTerms ofToken(
      Set<Scope> scopes, @Nullable Set<String> models, LicenceLimits limits, long issued) {
    return new LicenceTerms(scopes, models, limits, null, Set.of(), null, issued);
  }

  /** Whether these are the terms of a licence of tokens. */
  public boolean areOfTokens() {
    return issued != null;
  }

  /**
   * Whether the terms of a token say something else, and it is no older than what these say; or the
   * same, and it is newer by a minute: what an older one says does not count any more then. Scopes
   * are each token's own, and no difference.
   */
  boolean isReplacedBy(LicenceTerms token) {
    if (issued == null || token.issued == null) {
      return true;
    }
    boolean isSame = Objects.equals(models, token.models) && limits.equals(token.limits);
    return token.issued >= (isSame ? issued + CONFIRMED_AFTER : issued);
  }

  /** The same with the rights of a token; what calls have set stays. */
  LicenceTerms replacedBy(LicenceTerms token) {
    return new LicenceTerms(
        token.scopes, token.models, token.limits, expires, inboxes, webhook, token.issued);
  }

  /** Whether it has expired. */
  boolean isExpired(Instant now) {
    return expires != null && now.getEpochSecond() >= expires;
  }
}
