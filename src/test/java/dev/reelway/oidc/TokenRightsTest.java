package dev.reelway.oidc;

import static dev.reelway.licence.Scope.CHAT;
import static dev.reelway.licence.Scope.IMAGES;
import static dev.reelway.licence.Scope.VIDEOS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.LicenceRefused;
import dev.reelway.licence.Scope;
import dev.reelway.oidc.TokenRights.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What claims give rights to, and how licences of tokens are called. */
class TokenRightsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LicenceLimits FEW =
      new LicenceLimits(10, 1, LicenceLimits.Quota.NONE, LicenceLimits.Quota.NONE);

  private static JsonNode claims(String json) throws Exception {
    return JSON.readTree(json.replace('\'', '"'));
  }

  private static Rule rule(String claim, String has, Scope scope) {
    return new Rule(claim, Set.of(has), Set.of(scope), null, FEW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'groups': ['x', 'video-team']}                        | VIDEOS",
        "{'groups': 'video-team'}                               | VIDEOS",
        "{'groups': 'x video-team'}                             | VIDEOS",
        "{'groups': ['video-team'], 'roles': ['painter']}       | VIDEOS",
        "{'groups': ['video-team alumni']}                      | -",
        "{'groups': ['x', 'not video-team']}                    | -",
        "{'groups': ['the critics']}                            | CHAT",
        "{'groups': 'the critics'}                              | CHAT",
        "{'realm_access': {'roles': ['painter']}}               | IMAGES",
        "{'realm_access.roles': ['painter']}                    | IMAGES",
        "{'https://example.com/plan': 'chat'}                   | CHAT",
        "{'groups': ['VIDEO-TEAM'], 'realm_access': 'painter'}  | -",
        "{'groups': {'video-team': true}}                       | -",
        "{'groups': null}                                       | -",
        "{}                                                     | -"
      })
  void theFirstRuleThatFitsDecides(String json, String scope) throws Exception {
    var rights =
        new TokenRights(
            null,
            "",
            List.of(
                rule("groups", "video-team", VIDEOS),
                rule("realm_access.roles", "painter", IMAGES),
                rule("groups", "the critics", CHAT),
                rule("https://example.com/plan", "chat", CHAT)));
    if (scope.equals("-")) {
      assertThatThrownBy(() -> rights.terms(claims(json), 7))
          .isInstanceOfSatisfying(
              LicenceRefused.class, refused -> assertThat(refused.isKnown()).isTrue());
    } else {
      var terms = rights.terms(claims(json), 7);
      assertThat(terms.scopes()).containsExactly(Scope.valueOf(scope));
      assertThat(terms.limits()).isEqualTo(FEW);
      assertThat(rights.scopes(claims(json), terms)).isEqualTo(terms.scopes());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'scope': 'openid reelway:videos reelway:chat'} | VIDEOS",
        "{'scope': ['reelway:images', 'reelway:videos']} | IMAGES VIDEOS",
        "{'scope': ['openid reelway:videos']}            | ``",
        "{'scope': 'videos images'}                      | ``",
        "{'scope': 'xreelway:videos reelway:videosx'}    | ``",
        "{'scope': 7}                                    | ``",
        "{}                                              | ``"
      })
  void theScopeClaimNarrowsWhatTheRuleAllows(String json, String scopes) throws Exception {
    var all = new Rule(null, Set.of(), Set.of(IMAGES, VIDEOS), null, FEW);
    var rights = new TokenRights("scope", "reelway:", List.of(all));

    Set<Scope> expected = EnumSet.noneOf(Scope.class);
    Stream.of(scopes.split(" "))
        .filter(one -> !one.isEmpty())
        .map(Scope::valueOf)
        .forEach(expected::add);
    assertThat(rights.scopes(claims(json), rights.terms(claims(json), 7))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "anna,                      oidc.company.anna",
    "Anna,                      oidc.company.Anna",
    "auth0|5f7c8ec7,            oidc.company.auth0_7C5f7c8ec7",
    "anna@example.com,          oidc.company.anna_40example.com",
    "repo:octo-org/octo:main,   oidc.company.repo_3Aocto-org_2Focto_3Amain",
    "a_7C,                      oidc.company.a_5F7C",
    "a|,                        oidc.company.a_7C",
    "a.,                        oidc.company.a_2E",
    "../../admin,               oidc.company..._2F.._2Fadmin",
    "ü,                         oidc.company._C3_BC",
    "' a',                      oidc.company._20a"
  })
  void theNameIsPlainAndTellsValuesApart(String value, String name) {
    assertThat(TokenName.of("company", value))
        .isEqualTo(name)
        .matches("[A-Za-z0-9_.-]*[A-Za-z0-9_-]");
  }

  @Test
  void aLineEndIsNotInTheName() {
    assertThat(TokenName.of("company", "a\nWARN b")).isEqualTo("oidc.company.a_0AWARN_20b");
  }
}
