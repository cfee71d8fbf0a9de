package dev.reelway.licence;

import dev.reelway.job.TestDatabase;
import dev.reelway.licence.DeclaredLicences.Declared;
import dev.reelway.licence.Licences.Grant;
import dev.reelway.setup.WatchedSecret;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** A ledger with licences in it, for tests of other packages. */
public final class StoredLicencesFixture implements AutoCloseable {

  private final TestDatabase store = TestDatabase.memory();
  private final LicenceKeys keys = new LicenceKeys(() -> new byte[32]);
  private final StoredLicences stored =
      new StoredLicences(store::database, keys, Clock.systemUTC());
  private final LicenceLedger ledger =
      new LicenceLedger(store.database(), keys, stored, Clock.systemUTC());
  private final Licences licences = new Licences(new DeclaredLicences(List.of()), stored);

  /** A configuration that declares a licence with this key. */
  public static Licences declared(String key) {
    return new Licences(declaring(key, new Licence("studio", Set.of(Scope.VIDEOS))), null);
  }

  /**
   * A configuration that declares one licence.
   *
   * @param key its key, or {@code file:} and the path of its file
   */
  static DeclaredLicences declaring(String key, Licence licence) {
    var setting = "reelway.licences.%s.key".formatted(licence.name());
    var digest = WatchedSecret.of(key, setting, Licences::digest);
    return new DeclaredLicences(List.of(new Declared(digest, licence)));
  }

  public Licences licences() {
    return licences;
  }

  /** Creates a licence for videos, and shows its key. */
  public Grant create(String name) {
    var terms =
        new LicenceTerms(Set.of(Scope.VIDEOS), null, LicenceLimits.NONE, null, Set.of(), null);
    var made = ledger.create(name, terms, store.database()::writeRepeatable);
    return licences.grant(List.of(made.key()));
  }

  public void revoke(String name) {
    ledger.revoke(name, any -> true);
  }

  @Override
  public void close() {
    stored.close();
    store.close();
  }
}
