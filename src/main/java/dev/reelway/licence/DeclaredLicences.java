package dev.reelway.licence;

import dev.reelway.setup.WatchedSecret;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The licences that the configuration declares. Of their keys only the SHA-256 is held; those in
 * files may be replaced while the service runs.
 */
final class DeclaredLicences {

  private final List<Declared> all;
  private final Map<String, Licence> byName;
  private volatile List<Entry> entries;

  /**
   * A licence of the configuration.
   *
   * @param key the SHA-256 of its key, 32 bytes
   */
  record Declared(WatchedSecret<byte[]> key, Licence licence) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Entry(byte[] digest, Declared declared) {

    static Entry of(Declared one) {
      return new Entry(one.key.value(), one);
    }
  }

  DeclaredLicences(List<Declared> all) {
    this.all = List.copyOf(all);
    this.byName =
        all.stream()
            .map(Declared::licence)
            .collect(Collectors.toUnmodifiableMap(Licence::name, one -> one, (one, same) -> one));
    this.entries = read();
  }

  private List<Entry> read() {
    return all.stream().map(Entry::of).toList();
  }

  /** Reads the files of keys that have changed. */
  void refresh() {
    if (all.stream().anyMatch(one -> one.key.isWatched())) {
      entries = read();
    }
  }

  /** The grant for the key with this SHA-256, if it is the key of a licence. */
  Optional<Licences.Grant> grant(byte[] digest) {
    return Optional.ofNullable(find(digest)).map(found -> grant(digest, found.declared));
  }

  private Licences.Grant grant(byte[] digest, Declared one) {
    return one.key.isWatched()
        ? new Licences.Grant(one.licence, () -> requireKey(digest))
        : Licences.Grant.lasting(one.licence);
  }

  private void requireKey(byte[] digest) {
    if (find(digest) == null) {
      throw LicenceRefused.replaced();
    }
  }

  /** Compares with all of them in constant time. */
  private @Nullable Entry find(byte[] digest) {
    Entry found = null;
    for (var entry : entries) {
      if (MessageDigest.isEqual(entry.digest, digest)) {
        found = entry;
      }
    }
    return found;
  }

  /** Whether one of them has the key with this SHA-256. */
  boolean isKey(byte[] digest) {
    return find(digest) != null;
  }

  Map<String, Licence> byName() {
    return byName;
  }

  /** Whether the licence has the key of the demo licence, under whatever name. */
  boolean isDemo(Licence licence) {
    return entries.stream()
        .anyMatch(one -> one.declared.licence.equals(licence) && Licences.isDemo(one.digest));
  }
}
