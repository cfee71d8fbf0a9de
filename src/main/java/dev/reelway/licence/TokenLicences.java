package dev.reelway.licence;

import dev.reelway.licence.StoredLicence.Status;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
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
    Set<Scope> scopes = new HashSet<>(said.scopes());
    scopes.retainAll(licence.terms().scopes());
    requireAny(scopes);
    var rights = licence.licence();
    return new Licences.Grant(
        new Licence(said.name(), scopes, rights.models(), rights.limits()),
        () -> requireValid(said));
  }

  /** Many paths need any scope, so that a licence without one would open them. */
  private static void requireAny(Set<Scope> scopes) {
    if (scopes.isEmpty()) {
      throw LicenceRefused.withoutRights();
    }
  }

  private StoredLicence recorded(TokenLicence said) {
    return stored
        .find(said.name())
        .filter(known -> !isNews(known, said))
        .orElseGet(() -> ledger.get().record(said.name(), said.terms()));
  }

  private static boolean isNews(StoredLicence known, TokenLicence said) {
    return known.revoked() == null && known.terms().isReplacedBy(said.terms());
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
