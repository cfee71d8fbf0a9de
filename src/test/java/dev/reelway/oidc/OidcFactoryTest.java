package dev.reelway.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.SettableClock;
import dev.reelway.setup.ConfigurationRefused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The settings of issuers. */
class OidcFactoryTest {

  private static final String RULE = "company.rules[0].scopes=videos";
  private static final String RIGHT =
      "company.issuer=https://login.example.com;company.audience=reelway;";

  private static OidcSettings.ByName settings(String lines) {
    Map<String, String> all = new LinkedHashMap<>();
    Stream.of(lines.split(";"))
        .map(line -> line.split("=", 2))
        .forEach(pair -> all.put("reelway.oidc." + pair[0], pair[1]));
    var source = new MapConfigurationPropertySource(all);
    return new OidcSettings.ByName(
        new Binder(source)
            .bind("reelway.oidc", Bindable.mapOf(String.class, OidcSettings.class))
            .get());
  }

  private static List<Issuer> issuers(String lines) {
    return OidcFactory.issuers(
        settings(lines),
        (name, documents) -> new IssuerKeys(name, documents::read, new SettableClock()));
  }

  @Test
  void fewSettingsSuffice() {
    var issuer = issuers(RIGHT + "company.scope-claim=scope").getFirst();

    assertThat(issuer.name()).isEqualTo("company");
    assertThat(issuer.algorithms())
        .containsExactlyInAnyOrder(
            TokenAlgorithm.RS256, TokenAlgorithm.ES256, TokenAlgorithm.PS256, TokenAlgorithm.EDDSA);
    assertThat(issuer.types()).containsExactlyInAnyOrder("jwt", "at+jwt");
    assertThat(issuer.skew()).hasSeconds(30);
    assertThat(issuer.nameClaim()).isEqualTo("sub");
  }

  @Test
  void modelsAreNamedByTheirRule() {
    assertThat(settings(RIGHT + RULE + ";company.rules[0].models=sora-2").models())
        .isEqualTo(Map.of("reelway.oidc.company.rules[0].models", Set.of("sora-2")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "company.issuer=http://login.example.com   | company.issuer must be an https URL",
        "company.issuer=https://login.example.com/?a=b | company.issuer must be an https URL",
        "company.issuer=https://a@login.example.com | company.issuer must be an https URL",
        "company.issuer=company                    | company.issuer must be an https URL",
        "company.issuer=                           | company.issuer must be an https URL",
        "company.jwks-uri=http://login.example.com | company.jwks-uri must be empty, or an https"
            + " URL",
        "company.audience=                         | company.audience must name at least one",
        "company.algorithms=HS256                  | company.algorithms must name at least one of"
            + " RS256",
        "company.algorithms=none                   | company.algorithms must name at least one of"
            + " RS256",
        "company.types=                            | company.types must name at least one",
        "company.clock-skew=-1s                    | company.clock-skew must not be negative.",
        "company.clock-skew=6m                     | company.clock-skew must not be longer than"
            + " 5m.",
        "company.name-claim=                       | company.name-claim must name a claim",
        "company.rules[0].has=x                    | company.rules[0].has and claim belong"
            + " together",
        "company.rules[0].claim=groups             | company.rules[0].has and claim belong"
            + " together",
        "company.rules[1].scopes=chat              | company.rules[0].claim must be set",
        "company.rules[0].scopes=                  | company.rules[0].scopes must name at least"
            + " one",
        "company.rules[0].models=                  | company.rules[0].models must name at least"
            + " one",
        "company.rules[0].limits.jobs-at-once=0    | company.rules[0].limits.jobs-at-once must be"
            + " greater",
        "Two.issuer=https://login.example.org      | Two must have a name of lower-case letters",
        "two.issuer=https://login.example.com;two.audience=x;two.scope-claim=scope | two.issuer is"
            + " that of another entry."
      })
  void aWrongSettingIsRefusedByItsKey(String wrong, String sentence) {
    var lines = RIGHT + RULE + ";" + wrong;

    assertThatThrownBy(() -> issuers(lines))
        .isInstanceOf(ConfigurationRefused.class)
        .hasMessageStartingWith("reelway.oidc." + sentence);
  }

  @Test
  void tokensWithoutRightsAreNotConfigured() {
    assertThatThrownBy(() -> issuers(RIGHT + "company.scope-prefix=x"))
        .hasMessageStartingWith("reelway.oidc.company.rules must say what tokens give rights to");
  }
}
