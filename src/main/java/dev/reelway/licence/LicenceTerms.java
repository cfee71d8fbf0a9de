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
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LicenceTerms(
    Set<Scope> scopes,
    @Nullable Set<String> models,
    LicenceLimits limits,
    @JsonProperty("expires_at") @Nullable Long expires,
    Set<String> inboxes,
    @Nullable String webhook) {

  public LicenceTerms {
    scopes = Set.copyOf(scopes);
    models = models == null ? null : Set.copyOf(models);
    limits = Objects.requireNonNullElse(limits, LicenceLimits.NONE);
    inboxes = inboxes == null ? Set.of() : Set.copyOf(inboxes);
  }

  /** Whether it has expired. */
  boolean isExpired(Instant now) {
    return expires != null && now.getEpochSecond() >= expires;
  }
}
