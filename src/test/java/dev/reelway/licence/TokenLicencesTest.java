package dev.reelway.licence;

import static dev.reelway.licence.Scope.CHAT;
import static dev.reelway.licence.Scope.IMAGES;
import static dev.reelway.licence.Scope.VIDEOS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import dev.reelway.job.TestDatabase;
import dev.reelway.licence.Licences.Grant;
import dev.reelway.setup.ConfigurationRefused;
import dev.reelway.setup.PublicUrl;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

/** What a token is to the ledger: a licence of its own, which has no keys. */
@ExtendWith(LogCapture.class)
class TokenLicencesTest {

  private static final String ANNA = "oidc.company.anna";
  private static final Duration HOUR = Duration.ofHours(1);

  private final SettableClock clock = new SettableClock();
  private final long now = clock.instant().getEpochSecond();
  private final TestDatabase store = TestDatabase.memory();
  private final LicenceKeys keys = new LicenceKeys(() -> new byte[32]);
  private final StoredLicences stored = new StoredLicences(store::database, keys, clock);
  private final LicenceLedger ledger = new LicenceLedger(store.database(), keys, stored, clock);
  private final Map<String, TokenLicence> valid = new HashMap<>();
  private final Licences licences = node(stored);

  private Licences node(StoredLicences known) {
    var reader =
        new TokenReader() {
          @Override
          public boolean isToken(String text) {
            return text.startsWith("token");
          }

          @Override
          public TokenLicence read(String token) {
            var found = valid.get(token);
            if (found == null) {
              throw LicenceRefused.ofToken("it is malformed");
            }
            return found;
          }
        };
    var tokens =
        new TokenLicences(
            reader, known, () -> new LicenceLedger(store.database(), keys, known, clock), clock);
    var declared = StoredLicencesFixture.declaring("token-shaped", new Licence("studio", Set.of()));
    return new Licences(declared, known, tokens);
  }

  @AfterEach
  void close() {
    stored.close();
    store.close();
  }

  /** A token that is issued some seconds from now on, and valid for an hour. */
  private void issue(
      String token, long after, Set<Scope> own, Set<Scope> all, @Nullable Integer atOnce) {
    var limits =
        new LicenceLimits(null, atOnce, LicenceLimits.Quota.NONE, LicenceLimits.Quota.NONE);
    var terms = LicenceTerms.ofToken(all, Set.of("fox"), limits, now + after);
    valid.put(token, new TokenLicence(ANNA, own, terms, clock.instant().plus(HOUR)));
  }

  private void issue(String token, long after, LicenceLimits limits) {
    var terms = LicenceTerms.ofToken(Set.of(VIDEOS), Set.of("fox"), limits, now + after);
    valid.put(token, new TokenLicence(ANNA, Set.of(VIDEOS), terms, clock.instant().plus(HOUR)));
  }

  private Grant show(String token) {
    return licences.grant(List.of("Bearer " + token));
  }

  @Test
  void itsLimitsAreKnownToWhatGoesOnByItself() {
    issue("token", 0, Set.of(VIDEOS), Set.of(VIDEOS, IMAGES), 4);

    var licence = show("token").licence();

    assertThat(licence.name()).isEqualTo(ANNA);
    assertThat(licence.scopes()).containsExactly(VIDEOS);
    assertThat(licences.named(ANNA).orElseThrow().limits().jobsAtOnce()).isEqualTo(4);
    assertThat(licences.named(ANNA).orElseThrow().allows("fox")).isTrue();
    assertThat(licences.named(ANNA).orElseThrow().allows("bear")).isFalse();
    assertThat(ledger.find(ANNA).orElseThrow().keys()).isEmpty();
  }

  /** Before it has read the row, and if there is none. */
  @Test
  void aNodeThatHasNotSeenTheTokenAllowsNoMore() {
    issue("token", 0, Set.of(VIDEOS), Set.of(VIDEOS), 4);
    show("token");
    try (var other = new StoredLicences(store::database, keys, clock)) {
      var there = node(other);

      assertThat(there.named(ANNA).orElseThrow().limits().jobsAtOnce()).isEqualTo(4);
      assertThat(there.named("oidc.company.bert").orElseThrow().allows("fox")).isFalse();
      assertThat(there.named("bert")).isEmpty();
    }
  }

  @Test
  void theNewestTokenOfANameDecides() {
    issue("token-1", 10, Set.of(VIDEOS, CHAT), Set.of(VIDEOS, CHAT), 1);
    issue("token-2", 20, Set.of(VIDEOS), Set.of(VIDEOS), 2);
    assertThat(show("token-1").licence().scopes()).containsExactlyInAnyOrder(VIDEOS, CHAT);
    assertThat(show("token-2").licence().limits().jobsAtOnce()).isEqualTo(2);
    long version = ledger.find(ANNA).orElseThrow().version();

    var older = show("token-1").licence();

    assertThat(older.limits().jobsAtOnce()).isEqualTo(2);
    show("token-2");
    assertThat(ledger.find(ANNA).orElseThrow().version()).isEqualTo(version);
  }

  /** The row says how new the newest token is, to a minute. */
  @Test
  void anOlderTokenGivesBackNoLimitsThoughTheNewestOneHasRepeatedThem() {
    issue("token-1", 0, Set.of(VIDEOS), Set.of(VIDEOS), 1);
    issue("token-2", 60, Set.of(VIDEOS, CHAT), Set.of(VIDEOS, CHAT), 9);
    issue("token-3", 120, Set.of(VIDEOS), Set.of(VIDEOS), 1);
    issue("token-4", 179, Set.of(VIDEOS), Set.of(VIDEOS), 1);
    show("token-1");
    show("token-3");
    long version = ledger.find(ANNA).orElseThrow().version();

    show("token-4");
    var older = show("token-2").licence();

    assertThat(older.limits().jobsAtOnce()).isEqualTo(1);
    assertThat(ledger.find(ANNA).orElseThrow().version()).isEqualTo(version);
  }

  /** As text, an amount has no zeros at its end. */
  @ParameterizedTest
  @ValueSource(strings = {"100", "12.50", "0.5"})
  void aNewerTokenWithTheSameAmountOfMoneyIsNotRecordedBeforeAMinute(BigDecimal money) {
    var day = new LicenceLimits.Quota(null, null, money);
    var limits = new LicenceLimits(null, null, day, LicenceLimits.Quota.NONE);
    issue("token-1", 0, limits);
    issue("token-2", 20, limits);
    show("token-1");
    long version = ledger.find(ANNA).orElseThrow().version();

    show("token-2");

    assertThat(ledger.find(ANNA).orElseThrow().version()).isEqualTo(version);
  }

  @Test
  void otherRulesHoldForATokenOfBeforeTheRestart() {
    issue("token", 0, Set.of(VIDEOS), Set.of(VIDEOS), 4);
    show("token");

    issue("token", 0, Set.of(VIDEOS), Set.of(VIDEOS), 2);

    assertThat(show("token").licence().limits().jobsAtOnce()).isEqualTo(2);
  }

  /** Any token of the issuer is valid here, also one that it gave out for something else. */
  @Test
  void aTokenWithoutScopesOpensNothingAndIsNotRecorded() {
    issue("token", 0, Set.of(), Set.of(VIDEOS), null);

    assertThatThrownBy(() -> show("token"))
        .hasMessageStartingWith("This token is valid, but gives no rights here.");
    assertThat(ledger.find(ANNA)).isEmpty();
  }

  /** Of two people of an organisation, say, for whom different rules hold. */
  @Test
  void theScopesOfATokenAreItsOwnWhateverTheNewestOneSays() {
    issue("token-1", 10, Set.of(CHAT), Set.of(CHAT), 1);
    issue("token-2", 20, Set.of(VIDEOS), Set.of(VIDEOS), 1);
    issue("token-3", 21, Set.of(VIDEOS), Set.of(VIDEOS, CHAT), 1);
    show("token-1");
    long version = ledger.find(ANNA).orElseThrow().version();

    assertThat(show("token-2").licence().scopes()).containsExactly(VIDEOS);
    assertThat(show("token-3").licence().scopes()).containsExactly(VIDEOS);
    assertThat(show("token-1").licence().scopes()).containsExactly(CHAT);
    assertThat(ledger.find(ANNA).orElseThrow().version()).isEqualTo(version);
  }

  @Test
  void twoTokensOfOneSecondDoNotReplaceEachOtherAtEachCall() {
    issue("token-1", 10, Set.of(VIDEOS), Set.of(VIDEOS), 1);
    issue("token-2", 10, Set.of(VIDEOS), Set.of(VIDEOS), 2);
    show("token-1");
    show("token-2");
    long version = ledger.find(ANNA).orElseThrow().version();

    for (int i = 0; i < 3; i++) {
      assertThat(show("token-1").licence().limits().jobsAtOnce()).isEqualTo(2);
      assertThat(show("token-2").licence().limits().jobsAtOnce()).isEqualTo(2);
    }
    assertThat(ledger.find(ANNA).orElseThrow().version()).isEqualTo(version);

    issue("token-3", 11, Set.of(VIDEOS), Set.of(VIDEOS), 3);
    assertThat(show("token-3").licence().limits().jobsAtOnce()).isEqualTo(3);
  }

  @Test
  void itEndsWithItsToken() {
    issue("token", 0, Set.of(VIDEOS), Set.of(VIDEOS), null);
    var grant = show("token");
    assertThat(grant.mayEnd()).isTrue();
    assertThatCode(grant::requireValid).doesNotThrowAnyException();

    clock.passes(HOUR);

    assertThatThrownBy(grant::requireValid)
        .hasMessage("Invalid token in the Authorization header: it has expired.");
    assertThatThrownBy(() -> show("token")).isInstanceOf(LicenceRefused.class);
  }

  @Test
  void itCanBeRevokedThoughItsTokensAreValid() {
    issue("token", 0, Set.of(VIDEOS), Set.of(VIDEOS), null);
    var grant = show("token");

    ledger.revoke(ANNA, any -> true);

    assertThatThrownBy(grant::requireValid).hasMessageStartingWith("This licence was revoked.");
    issue("token-2", 9, Set.of(VIDEOS), Set.of(VIDEOS, CHAT), null);
    assertThatThrownBy(() -> show("token-2")).hasMessageStartingWith("This licence was revoked.");
    assertThat(licences.named(ANNA).orElseThrow().allows("fox")).isFalse();
  }

  @Test
  void whatCallsHaveSetStaysWhenATokenChangesItsRights() {
    issue("token", 0, Set.of(VIDEOS), Set.of(VIDEOS), null);
    show("token");
    ledger.change(ANNA, any -> true, terms -> withInbox(terms, "in"));

    issue("token-2", 9, Set.of(VIDEOS), Set.of(VIDEOS, CHAT), 3);
    show("token-2");

    assertThat(licences.mayOwn(ANNA, "in")).isTrue();
    assertThat(licences.named(ANNA).orElseThrow().limits().jobsAtOnce()).isEqualTo(3);
    assertThatThrownBy(
            () -> ledger.rotate(ANNA, HOUR, any -> true, store.database()::writeRepeatable))
        .hasMessage("Licence 'oidc.company.anna' has no keys: its issuer gives out tokens.");
  }

  private static LicenceTerms withInbox(LicenceTerms terms, String inbox) {
    return new LicenceTerms(
        terms.scopes(),
        terms.models(),
        terms.limits(),
        terms.expires(),
        Set.of(inbox),
        terms.webhook(),
        terms.issued());
  }

  @Test
  void aKeyThatLooksLikeATokenIsAKeyFirst() {
    assertThat(show("token-shaped").licence().name()).isEqualTo("studio");
    assertThatThrownBy(() -> show("token-unknown"))
        .hasMessage("Invalid token in the Authorization header: it is malformed.");
    assertThatThrownBy(() -> show("key-unknown"))
        .hasMessage("Unknown licence in the Authorization header.");
  }

  @Test
  void noOtherLicenceHasSuchAName() throws Exception {
    var settings = new LicenceSettings("k", null, Set.of(VIDEOS), null, null, null, null);
    var all = new LicenceSettings.ByName(Map.of(ANNA, settings));

    assertThatThrownBy(
            () ->
                LicenceFactory.licences(all, PublicUrl.of(null), InetAddress.getLoopbackAddress()))
        .isInstanceOf(ConfigurationRefused.class)
        .hasMessage(
            "reelway.licences.oidc.company.anna must have another name: those that begin with oidc."
                + " belong to tokens.");
    assertThatThrownBy(
            () ->
                new TokenLicence(
                    "studio",
                    Set.of(),
                    LicenceTerms.ofToken(Set.of(), null, LicenceLimits.NONE, 0),
                    clock.instant()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void licencesWithoutKeysAreNoReasonForAWarning(CapturedOutput log) {
    issue("token", 0, Set.of(VIDEOS), Set.of(VIDEOS), null);
    show("token");
    try (var node = new StoredLicences(store::database, keys, clock)) {
      node.afterSingletonsInstantiated();
    }

    assertThat(log.getOut()).doesNotContain("another reelway.secret");
  }
}
