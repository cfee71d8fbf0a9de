package dev.reelway.licence;

import dev.reelway.licence.StoredLicence.Status;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The licences of tokens. Each has a row in the ledger, without keys, which is written when its
 * rights change: so that all nodes know its limits, also for what goes on after the token has
 * ended, and that it can be revoked while its tokens are valid.
 */
final class TokenLicences {

  private final TokenReader reader;
  private final StoredLicences stored;
  private final Supplier<LicenceLedger> ledger;
  private final Clock clock;

  /** When the tokens were issued of which one has replaced another of the same second, by name. */
  private final Map<String, Long> ties = new ConcurrentHashMap<>();

  /**
   * @param ledger called when a licence is first recorded
   */
  TokenLicences(
      TokenReader reader, StoredLicences stored, Supplier<LicenceLedger> ledger, Clock clock) {
    this.reader = reader;
    this.stored = stored;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Whether a text looks like a token. */
  boolean isToken(String text) {
    return reader.isToken(text);
  }

  /**
   * The licence of a token. One without rights gets no row.
   *
   * @throws LicenceRefused if the token is not valid or has no rights here, or its licence was
   *     revoked
   * @throws IssuerUnavailable if that cannot be said now
   */
  Licences.Grant grant(String token) {
    var said = reader.read(token);
    requireAny(said.scopes());
    var licence = recorded(said);
    requireValid(said);
    var rights = licence.licence();
    return new Licences.Grant(
        new Licence(said.name(), said.scopes(), rights.models(), rights.limits()),
        () -> requireValid(said));
  }

  /** Many paths need any scope, so that a licence without one would open them. */
  private static void requireAny(Set<Scope> scopes) {
    if (scopes.isEmpty()) {
      throw LicenceRefused.withoutRights();
    }
  }

  private StoredLicence recorded(TokenLicence said) {
    var known = stored.find(said.name()).orElse(null);
    if (known != null && !isNews(known, said)) {
      return known;
    }
    if (known != null && isTie(known, said)) {
      ties.put(said.name(), said.issued());
    } else {
      ties.remove(said.name());
    }
    return ledger.get().record(said.name(), said.terms());
  }

  /**
   * Whether a token says something new. Of two that are as old as each other, one may replace the
   * other once, as it does after a restart with other rules; two that are in use would do so with
   * each call.
   */
  private boolean isNews(StoredLicence known, TokenLicence said) {
    return known.revoked() == null
        && known.terms().isReplacedBy(said.terms())
        && !(isTie(known, said) && Objects.equals(ties.get(said.name()), said.issued()));
  }

  /** Whether a token is as old as the one that is recorded. */
  private static boolean isTie(StoredLicence known, TokenLicence said) {
    return Objects.equals(known.terms().issued(), said.issued());
  }

  private void requireValid(TokenLicence said) {
    var now = clock.instant();
    if (!now.isBefore(said.expires())) {
      throw LicenceRefused.ofToken("it has expired");
    }
    switch (status(said.name())) {
      case REVOKED -> throw LicenceRefused.revoked();
      case EXPIRED -> throw LicenceRefused.expired();
      case ACTIVE -> {}
    }
  }

  private Status status(String name) {
    return stored.find(name).map(one -> one.status(clock.instant())).orElse(Status.ACTIVE);
  }
}
