package dev.reelway.licence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The configured licences. Only the SHA-256 of each key is held, and a key is compared with all of
 * them in constant time, so that neither a heap dump nor response times reveal a key.
 */
public final class Licences {

  /** The SHA-256 of the key of the demo licence, which is part of the default configuration. */
  private static final byte[] DEMO = digest("demo");

  private static final Pattern BEARER = Pattern.compile("(?i)^bearer +");
  private static final int LONGEST = 512;

  private final List<Entry> entries;
  private final Map<String, Licence> byName;

  /**
   * @param byDigest the licences by the SHA-256 of their keys, 32 bytes each
   */
  Licences(Map<byte[], Licence> byDigest) {
    this.entries =
        byDigest.entrySet().stream().map(one -> new Entry(one.getKey(), one.getValue())).toList();
    this.byName =
        byDigest.values().stream()
            .collect(Collectors.toUnmodifiableMap(Licence::name, one -> one, (one, same) -> one));
  }

  /**
   * Finds the licence of a request and checks its scope.
   *
   * @param authorization the values of all {@code Authorization} headers of the request; exactly
   *     one is required
   * @throws LicenceRefused if the licence is missing, unknown, or lacks the scope
   */
  public Licence authorize(List<String> authorization, Scope scope) {
    return authenticate(authorization).requireScope(scope);
  }

  /**
   * Finds the licence of a request without checking its scope.
   *
   * @throws LicenceRefused if the licence is missing or unknown
   */
  public Licence authenticate(List<String> authorization) {
    if (authorization.size() != 1 || authorization.getFirst().isBlank()) {
      throw LicenceRefused.missing();
    }
    var key = BEARER.matcher(authorization.getFirst().strip()).replaceFirst("");
    if (key.length() > LONGEST) {
      throw LicenceRefused.unknown();
    }
    return find(digest(key));
  }

  private Licence find(byte[] digest) {
    Entry found = null;
    for (var entry : entries) {
      if (MessageDigest.isEqual(entry.digest, digest)) {
        found = entry;
      }
    }
    if (found == null) {
      throw LicenceRefused.unknown();
    }
    return found.licence;
  }

  /** The licence of a name; empty if there is none any more. */
  public Optional<Licence> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Whether the licence has the key of the demo licence, under whatever name. */
  public boolean isDemo(Licence licence) {
    return entries.stream().anyMatch(one -> one.licence.equals(licence) && isDemo(one.digest));
  }

  /** Whether the digest is that of the demo key, which is publicly known. */
  public static boolean isDemo(byte[] digest) {
    return MessageDigest.isEqual(DEMO, digest);
  }

  /** The SHA-256 of a key in UTF-8, 32 bytes. */
  public static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Entry(byte[] digest, Licence licence) {}
}
