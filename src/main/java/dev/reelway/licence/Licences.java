package dev.reelway.licence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The configured licences. Keys are held as SHA-256 only, and every one of them is compared in
 * constant time, so that neither a heap dump nor a clock tells a key.
 */
public final class Licences {

  /** The key of the licence that comes with the service. */
  private static final byte[] DEMO = digest("demo");

  private static final Pattern BEARER = Pattern.compile("(?i)^bearer +");
  private static final int LONGEST = 512;

  private final List<Entry> entries;

  /**
   * @param byDigest the licences by the SHA-256 of their keys, 32 bytes each
   */
  Licences(Map<byte[], Licence> byDigest) {
    this.entries =
        byDigest.entrySet().stream().map(one -> new Entry(one.getKey(), one.getValue())).toList();
  }

  /**
   * The licence that a call may use.
   *
   * @param authorization every {@code Authorization} header of the call; exactly one is taken
   */
  public Licence admit(List<String> authorization, Scope scope) {
    return of(authorization).goodFor(scope);
  }

  /** The licence that a call may use, whatever it is good for. */
  public Licence of(List<String> authorization) {
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

  /** Whether it has the key that comes with the service, whatever it is called. */
  public boolean isDemo(Licence licence) {
    return entries.stream().anyMatch(one -> one.licence.equals(licence) && isDemo(one.digest));
  }

  /** Whether it is the SHA-256 of the key that comes with the service, and that anybody knows. */
  public static boolean isDemo(byte[] digest) {
    return MessageDigest.isEqual(DEMO, digest);
  }

  /** The SHA-256 of a key. */
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
