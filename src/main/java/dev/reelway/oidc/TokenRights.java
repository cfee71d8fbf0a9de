package dev.reelway.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.LicenceRefused;
import dev.reelway.licence.LicenceTerms;
import dev.reelway.licence.Scope;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of a token give rights to.
 *
 * @param scopeClaim the claim that lists scopes, or null if the rules alone decide
 * @param scopePrefix what stands before a scope in that claim
 * @param rules the first that fits decides; at least one
 */
record TokenRights(@Nullable String scopeClaim, String scopePrefix, List<Rule> rules) {

  /**
   * What tokens with a certain claim give rights to.
   *
   * @param claim the claim, or null for all tokens
   * @param has the values of which it must have one
   */
  record Rule(
      @Nullable String claim,
      Set<String> has,
      Set<Scope> scopes,
      @Nullable Set<String> models,
      LicenceLimits limits) {

    private boolean fits(JsonNode claims) {
      return claim == null
          || !Collections.disjoint(ClaimValues.words(claims, claim), has)
          || !Collections.disjoint(ClaimValues.of(claims, claim), has);
    }
  }

  /**
   * What the licence of a token allows.
   *
   * @throws LicenceRefused if no rule fits
   */
  LicenceTerms terms(JsonNode claims, long issued) {
    var rule =
        rules.stream()
            .filter(one -> one.fits(claims))
            .findFirst()
            .orElseThrow(LicenceRefused::withoutRights);
    return LicenceTerms.ofToken(rule.scopes, rule.models, rule.limits, issued);
  }

  /** Those of the scopes of a licence that a token allows. */
  Set<Scope> scopes(JsonNode claims, LicenceTerms terms) {
    if (scopeClaim == null) {
      return terms.scopes();
    }
    var listed = ClaimValues.words(claims, scopeClaim);
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    Arrays.stream(Scope.values())
        .filter(terms.scopes()::contains)
        .filter(one -> listed.contains(scopePrefix + one))
        .forEach(scopes::add);
    return scopes;
  }
}
