package dev.reelway.oidc;

import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code reelway.oidc.<name>}: an issuer whose tokens are licences.
 *
 * @param issuer its URL, as its tokens and its discovery document write it
 * @param audience what its tokens must be made for; one of them suffices
 * @param jwksUri where its keys are, or null to find them by discovery
 * @param algorithms the names of the signatures that are accepted
 * @param types the types of tokens that are accepted; a token without one counts as {@code JWT}
 * @param clockSkew how much its clock may differ
 * @param nameClaim the claim that names the licence
 * @param scopeClaim the claim that lists scopes, or null if the rules alone decide
 * @param scopePrefix what stands before a scope in that claim
 * @param rules what tokens give rights to, the first that fits; empty if the claim alone decides
 */
public record OidcSettings(
    @Nullable String issuer,
    @DefaultValue Set<String> audience,
    @Nullable String jwksUri,
    @DefaultValue({"RS256", "ES256", "PS256", "EdDSA"}) Set<String> algorithms,
    @DefaultValue({"JWT", "at+jwt"}) Set<String> types,
    @DefaultValue("30s") Duration clockSkew,
    @DefaultValue("sub") String nameClaim,
    @Nullable String scopeClaim,
    @DefaultValue("") String scopePrefix,
    @DefaultValue List<Rule> rules) {

  /**
   * {@code reelway.oidc.<name>.rules}: what tokens with a certain claim give rights to.
   *
   * @param claim the claim, or null for all tokens
   * @param has the values of which it must have one
   * @param scopes the kinds of request that are allowed, or null for those that the scope claim
   *     lists
   * @param models the public models, without suffixes, that may be ordered; null for all
   * @param limits how much may be used, or null for no limits
   */
  public record Rule(
      @Nullable String claim,
      @DefaultValue Set<String> has,
      @Nullable Set<Scope> scopes,
      @Nullable Set<String> models,
      @Nullable LicenceLimits limits) {}

  /** {@code reelway.oidc}: all of them, by name. */
  public record ByName(Map<String, OidcSettings> all) {

    /** The models that rules name, by the setting that names them. */
    public Map<String, Set<String>> models() {
      return OidcFactory.models(this);
    }
  }
}
