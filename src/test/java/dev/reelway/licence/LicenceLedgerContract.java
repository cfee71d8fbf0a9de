package dev.reelway.licence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import dev.reelway.database.Database;
import dev.reelway.job.TestDatabase;
import dev.reelway.job.Together;
import dev.reelway.licence.LicenceLedger.Keyed;
import dev.reelway.licence.StoredLicence.Status;
import dev.reelway.quota.QuotaRows;
import dev.reelway.quota.Usage;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

/** What the ledger keeps of licences, and how nodes know it, on every database. */
@ExtendWith(LogCapture.class)
abstract class LicenceLedgerContract {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final LicenceTerms VIDEOS =
      new LicenceTerms(Set.of(Scope.VIDEOS), null, LicenceLimits.NONE, null, Set.of(), null);

  private final SettableClock clock = new SettableClock();
  private final TestDatabase store;
  final Database database;
  private final LicenceKeys keys = new LicenceKeys(() -> new byte[32]);
  private final StoredLicences known;
  final LicenceLedger ledger;
  private final Licences licences;

  LicenceLedgerContract(TestDatabase store) {
    this.store = store;
    this.database = store.database();
    this.known = node();
    this.ledger = new LicenceLedger(database, keys, known, clock);
    this.licences = new Licences(new DeclaredLicences(List.of()), known);
  }

  /** What a node knows. */
  StoredLicences node() {
    return new StoredLicences(() -> database, keys, clock);
  }

  @AfterEach
  void close() {
    known.close();
    store.close();
  }

  @Test
  void theKeyOpensTheLicenceAndIsStoredNowhere() {
    var made = create("studio");

    assertThat(made.key()).matches("rw-[A-Za-z0-9_-]{43}");
    assertThat(open(made.key())).isEqualTo(new Licence("studio", Set.of(Scope.VIDEOS)));
    assertThat(database.reader().sql("select * from licence_key").query().listOfRows())
        .hasSize(1)
        .noneMatch(row -> row.toString().contains(made.key()));
    assertThat(ledger.find("studio").orElseThrow().keys().getFirst().hint())
        .isEqualTo(made.key().substring(42));
    assertThat(made.toString()).doesNotContain(made.key()).doesNotContain(digest(made));
  }

  /** A standby is promoted without the last commits, and gives their versions out again. */
  @Test
  void whatIsChangedAfterAFailoverIsKnownThoughItsVersionIsNotNew() {
    var studio = create("studio");
    var lost = create("lost");
    assertThat(open(lost.key()).name()).isEqualTo("lost");

    database.write(
        db -> {
          db.sql("delete from licence_key where licence = 'lost'").update();
          db.sql("delete from licence where name = 'lost'").update();
          return db.sql("update licence set revoked_at = 1, version = 2 where name = 'studio'")
              .update();
        });
    known.refresh();

    assertThatThrownBy(() -> open(studio.key())).hasMessage(LicenceRefused.revoked().getMessage());
    assertThatThrownBy(() -> open(lost.key())).hasMessage(LicenceRefused.unknown().getMessage());
  }

  private String digest(Keyed made) {
    return made.licence().keys().getFirst().digest();
  }

  @Test
  void aLicenceThatIsDeclaredLaterReplacesTheOneOfTheLedger() {
    var terms =
        new LicenceTerms(
            Set.of(Scope.CHAT), null, LicenceLimits.NONE, null, Set.of(), "https://old.example/h");
    var made = ledger.create("studio", terms, database::writeRepeatable);
    var studio = new Licence("studio", Set.of(Scope.VIDEOS));
    var now = new Licences(StoredLicencesFixture.declaring("declared-key", studio), known);

    assertThatThrownBy(() -> now.grant(List.of(made.key())))
        .isInstanceOf(LicenceRefused.class)
        .hasMessageStartingWith("This key was replaced by another one.");
    assertThat(now.webhook("studio")).isEmpty();
    assertThat(licences.webhook("studio")).hasValue("https://old.example/h");
    assertThat(now.authenticate(List.of("declared-key"))).isEqualTo(studio);
    assertThat(now.named("studio")).hasValue(studio);
  }

  @Test
  void noOtherKeyAndNoDigestOpensIt() {
    var made = create("studio");

    for (var wrong : List.of("rw-" + "A".repeat(43), made.key() + "A", digest(made), "rw-", "x")) {
      assertThat(refusal(wrong)).isEqualTo("Unknown licence in the Authorization header.");
    }
  }

  @Test
  void aNameIsTakenForGood() {
    create("studio");
    ledger.revoke("studio", any -> true);

    assertThatThrownBy(() -> create("studio"))
        .hasMessage(
            "name 'studio' belongs to a revoked licence, whose jobs it owns. Choose another name.");
  }

  @Test
  void aNameThatOwnsFilesIsTaken() {
    database.write(
        db ->
            db.sql(
                    "insert into file (id, licence, name, purpose, sha256, type, bytes, created_at)"
                        + " values ('file-1', 'old', 'a', 'b', 'c', 'd', 1, 1)")
                .update());

    assertThatThrownBy(() -> create("old"))
        .hasMessage(
            "name 'old' owns jobs, files, events or webhook endpoints of an earlier licence. Choose"
                + " another name.");
    assertThat(ledger.all()).isEmpty();
  }

  /** Its jobs and events may be gone, but a new licence would find its quotas used. */
  @Test
  void aNameThatHasUsedQuotasIsTaken() {
    use("old", "2026-11", 1);
    use("idle", "now", 0);

    assertThatThrownBy(() -> create("old"))
        .hasMessage(
            "name 'old' owns jobs, files, events or webhook endpoints of an earlier licence. Choose"
                + " another name.");
    assertThat(create("idle").licence().name()).isEqualTo("idle");
  }

  private void use(String name, String period, long jobs) {
    database.write(db -> QuotaRows.add(db, name, period, new Usage(jobs, 0, 0)));
  }

  @Test
  void twentyWhoChangeItAtOnceLoseNothing() throws Exception {
    create("studio");

    Together.run(
        IntStream.range(0, 20)
            .<Callable<StoredLicence>>mapToObj(
                n -> () -> ledger.change("studio", any -> true, terms -> withInbox(terms, "i" + n)))
            .toList());

    var licence = ledger.find("studio").orElseThrow();
    assertThat(licence.terms().inboxes()).hasSize(20);
    assertThat(licence.version()).isEqualTo(21);
  }

  private static LicenceTerms withInbox(LicenceTerms terms, String inbox) {
    var all = new ArrayList<>(terms.inboxes());
    all.add(inbox);
    return new LicenceTerms(
        terms.scopes(), terms.models(), terms.limits(), terms.expires(), Set.copyOf(all), null);
  }

  @Test
  void aChangeOfAnotherVersionIsRefused() {
    create("studio");

    assertThatThrownBy(() -> ledger.change("studio", version -> version == 7, terms -> terms))
        .hasMessageStartingWith("Licence 'studio' has been changed since: its ETag is \"1\".");
  }

  /** Two who give it another key at once would end each other's with an overlap of none. */
  @Test
  void ofFiftyRotationsOfOneVersionOneIsMade() throws Exception {
    create("studio");

    var made =
        Together.run(
            IntStream.range(0, 50).<Callable<String>>mapToObj(n -> this::rotatedOnce).toList());

    assertThat(made.stream().filter(key -> !key.isEmpty())).hasSize(1);
    assertThat(open(String.join("", made)).name()).isEqualTo("studio");
  }

  private String rotatedOnce() {
    try {
      return ledger
          .rotate("studio", Duration.ZERO, version -> version == 1, database::writeRepeatable)
          .key();
    } catch (LicenceConflict changed) {
      return "";
    }
  }

  @Test
  void bothKeysWorkUntilTheOverlapIsOver() {
    var first = create("studio");
    var second = ledger.rotate("studio", DAY, any -> true, database::writeRepeatable);

    assertThat(open(first.key())).isEqualTo(open(second.key()));
    clock.passes(DAY);
    assertThat(refusal(first.key()))
        .isEqualTo("This key was replaced by another one. Send the newest key of the licence.");
    assertThat(open(second.key()).name()).isEqualTo("studio");
  }

  @Test
  void aRotationThatIsSentAgainEndsNoKeySooner() {
    var first = create("studio");
    ledger.rotate("studio", DAY, any -> true, database::writeRepeatable);
    clock.passes(Duration.ofHours(1));
    ledger.rotate("studio", DAY, any -> true, database::writeRepeatable);

    clock.passes(Duration.ofHours(22));
    assertThat(open(first.key()).name()).isEqualTo("studio");
    clock.passes(Duration.ofHours(1));
    assertThat(refusal(first.key())).startsWith("This key was replaced");
  }

  @Test
  void withoutAnOverlapTheOldKeyEndsAtOnce() {
    var first = create("studio");
    var grant = licences.grant(List.of(first.key()));
    ledger.rotate("studio", Duration.ZERO, any -> true, database::writeRepeatable);

    assertThatThrownBy(() -> grant.requireValid()).isInstanceOf(LicenceRefused.class);
  }

  @Test
  void theInboxesOfALicenceAreItsOwnAsLongAsItIsInForce() {
    create("studio");
    ledger.change("studio", any -> true, terms -> withInbox(terms, "in"));

    assertThat(licences.mayOwn("studio", "in")).isTrue();
    assertThat(licences.mayOwn("studio", "other")).isFalse();
    assertThat(licences.mayOwn("nobody", "in")).isFalse();
    ledger.revoke("studio", any -> true);
    assertThat(licences.mayOwn("studio", "in")).isFalse();
    assertThat(licences.isKnown("studio")).isTrue();
  }

  @Test
  void whatGoesOnByItselfGetsNoMoreOfAnEndedLicence() {
    create("studio");
    assertThat(licences.named("studio").orElseThrow().allows("fox")).isTrue();

    ledger.revoke("studio", any -> true);

    assertThat(licences.named("studio").orElseThrow().allows("fox")).isFalse();
  }

  /** Another node may read a batch of it before that node has looked for changes. */
  @Test
  void aLicenceOfAnotherNodeIsFoundBeforeTheNextLook() {
    try (var other = node()) {
      other.refresh();
      create("studio");

      assertThat(other.licence("studio")).contains(new Licence("studio", Set.of(Scope.VIDEOS)));
    }
  }

  @Test
  void anExpiredLicenceOpensNothing() {
    var made = create("studio");
    ledger.change("studio", any -> true, terms -> until(terms, NOW.plus(DAY)));
    assertThat(licences.named("studio").orElseThrow().scopes()).isNotEmpty();

    clock.passes(DAY);

    assertThat(refusal(made.key()))
        .isEqualTo("This licence has expired. Ask the operator to extend it.");
    assertThat(licences.named("studio").orElseThrow().scopes()).isEmpty();
    assertThat(ledger.find("studio").orElseThrow().status(clock.instant()))
        .isEqualTo(Status.EXPIRED);
  }

  private static LicenceTerms until(LicenceTerms terms, Instant end) {
    return new LicenceTerms(
        terms.scopes(), null, terms.limits(), end.getEpochSecond(), Set.of(), null);
  }

  @Test
  void aRevokedLicenceOpensNothingAndCannotBeChanged() {
    var made = create("studio");
    ledger.revoke("studio", any -> true);
    ledger.revoke("studio", any -> true);

    assertThat(refusal(made.key()))
        .isEqualTo("This licence was revoked. Ask the operator for another one.");
    assertThatThrownBy(() -> ledger.rotate("studio", DAY, any -> true, database::writeRepeatable))
        .hasMessage("Licence 'studio' was revoked and cannot be changed. Create another one.");
  }

  /** A page of them, which operators' pages ask for often, reads no row. */
  @Test
  void allLicencesAreListedAsThisNodeKnowsThem() {
    create("studio");
    create("other");
    ledger.revoke("other", any -> true);
    database.write(db -> db.sql("update licence set terms = '{'").update());

    assertThat(ledger.all()).extracting(StoredLicence::name).containsOnly("studio", "other");
    assertThat(ledger.all())
        .extracting(one -> one.terms().scopes())
        .containsOnly(Set.of(Scope.VIDEOS));
  }

  /** An older node must not take away what it does not know. */
  @Test
  void termsOfANewerVersionStayWhereTheyAre() {
    create("studio");
    var terms =
        """
        {"scopes":["videos"],"models":["fox"],"region":"eu",
         "limits":{"jobs_at_once":3,"seats":2,"day":{"jobs":5,"tokens":7}},"inboxes":[]}
        """;
    store(terms);

    ledger.rotate("studio", DAY, any -> true, database::writeRepeatable);
    ledger.change(
        "studio",
        any -> true,
        before ->
            new LicenceTerms(before.scopes(), null, before.limits(), null, Set.of("in"), null));
    ledger.revoke("studio", any -> true);

    var stored = terms();
    assertThat(stored.path("region").asText()).isEqualTo("eu");
    assertThat(stored.path("inboxes").path(0).asText()).isEqualTo("in");
    assertThat(stored.path("limits").path("seats").asInt()).isEqualTo(2);
    assertThat(stored.path("limits").path("day").path("tokens").asInt()).isEqualTo(7);
    assertThat(stored.path("models").isMissingNode()).isTrue();
  }

  @Test
  void termsThatOnlyANewerVersionCanReadAreNotChanged() {
    create("studio");
    var terms = "{\"scopes\":[\"videos\",\"songs\"],\"issued_at\":1}";
    store(terms);

    assertThatThrownBy(() -> ledger.rotate("studio", DAY, any -> true, database::writeRepeatable))
        .hasMessageContaining("only a newer version of the service knows");
    assertThatThrownBy(() -> ledger.change("studio", any -> true, before -> before))
        .isInstanceOf(LicenceConflict.class);
    ledger.record("studio", LicenceTerms.ofToken(Set.of(Scope.CHAT), null, LicenceLimits.NONE, 9));
    ledger.revoke("studio", any -> true);

    assertThat(terms().toString()).isEqualTo(terms);
    assertThat(ledger.find("studio").orElseThrow().revoked()).isNotNull();
  }

  private void store(String terms) {
    database.write(
        db -> db.sql("update licence set terms = ?, version = version + 1").param(terms).update());
  }

  private JsonNode terms() {
    try {
      var text = database.reader().sql("select terms from licence").query(String.class).single();
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By hand, or by a newer version. */
  @Test
  void aRowThatCannotBeReadOpensNothingAndHidesNoOther() {
    var broken = create("broken");
    var other = create("other");
    database.write(
        db -> db.sql("update licence set terms = '{', version = 9 where name = 'broken'").update());

    known.refresh();

    assertThat(refusal(broken.key())).startsWith("This licence has expired.");
    assertThat(open(other.key()).name()).isEqualTo("other");
    assertThat(ledger.all()).hasSize(2);
  }

  @Test
  void aNodeWithAnotherSecretSaysSoWhenItStarts(CapturedOutput log) {
    create("studio");
    var other = new LicenceKeys(() -> new byte[] {1});
    try (var node = new StoredLicences(() -> database, other, clock)) {
      node.afterSingletonsInstantiated();
    }

    assertThat(log.getOut())
        .contains("were made with another reelway.secret and do not work: studio.");
  }

  /** The key is shown in the answer alone, and would be lost. */
  @Test
  void aLicenceIsMadeWhateverBecomesOfThoseWhoAreTold(CapturedOutput log) {
    known.onChange(
        () -> {
          throw new IllegalStateException("a request that cannot be ended");
        });
    var told = new ArrayList<String>();
    known.onChange(() -> told.add("told"));

    assertThat(open(create("studio").key()).name()).isEqualTo("studio");

    assertThat(told).containsExactly("told");
    assertThat(log.getOut()).contains("a request that cannot be ended");
  }

  Keyed create(String name) {
    return ledger.create(name, VIDEOS, database::writeRepeatable);
  }

  private Licence open(String key) {
    return licences.authenticate(List.of("Bearer " + key));
  }

  private String refusal(String key) {
    try {
      return open(key).toString();
    } catch (LicenceRefused refused) {
      return refused.sentence();
    }
  }
}
