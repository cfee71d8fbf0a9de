package dev.reelway.licence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The licences: those that the configuration declares, those of the ledger, and those of tokens. Of
 * declared keys, only the SHA-256 is held, and a key is compared with all of them in constant time,
 * so that neither a heap dump nor response times reveal a key.
 */
public final class Licences {

  /** The SHA-256 of the key of the demo licence, which is part of the default configuration. */
  private static final byte[] DEMO = digest("demo");

  private static final String BEARER = "Bearer ";

  /** A longer text is no key. */
  static final int LONGEST = 512;

  private final DeclaredLicences declared;
  private final @Nullable StoredLicences stored;
  private final @Nullable TokenLicences tokens;

  /** Without tokens. */
  Licences(DeclaredLicences declared, @Nullable StoredLicences stored) {
    this(declared, stored, null);
  }

  /**
   * @param declared those of the configuration; the files of their keys are read again four times a
   *     second
   * @param stored those of the ledger, or null for none
   * @param tokens those of tokens, or null for none
   */
  Licences(
      DeclaredLicences declared, @Nullable StoredLicences stored, @Nullable TokenLicences tokens) {
    this.declared = declared;
    this.stored = stored;
    this.tokens = tokens;
    onChange(declared::refresh);
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
    return grant(authorization).licence();
  }

  /**
   * A licence that a request has shown a key of.
   *
   * @param check throws {@link LicenceRefused} once the key does not open the licence any more
   */
  public record Grant(Licence licence, Runnable check) {

    private static final Runnable LASTING = () -> {};

    /** By a key that holds until a restart. */
    static Grant lasting(Licence licence) {
      return new Grant(licence, LASTING);
    }

    /** Whether it may end while the request runs: by revocation, expiry or another key. */
    public boolean mayEnd() {
      return check != LASTING;
    }

    /**
     * Refuses a key that was shown and has ended meanwhile.
     *
     * @throws LicenceRefused if so
     */
    public void requireValid() {
      check.run();
    }

    /** Without the key, as this may be logged. */
    @Override
    public String toString() {
      return licence.name();
    }
  }

  /**
   * The same with the key or token that was shown. A text that looks like a token is a key first.
   *
   * @throws LicenceRefused if the licence is missing, unknown, or not in force
   * @throws IssuerUnavailable if it is a token, and the keys of its issuer are not known
   */
  public Grant grant(List<String> authorization) {
    var shown = shown(authorization);
    var found = shown.length() > LONGEST ? null : declared.grant(digest(shown)).orElse(null);
    if (found != null) {
      return found;
    }
    if (stored != null && LicenceKeys.isKey(shown)) {
      return undeclared(stored.grant(shown));
    }
    if (tokens != null && tokens.isToken(shown)) {
      return tokens.grant(shown);
    }
    throw LicenceRefused.unknown();
  }

  /** What the configuration declares under a name replaces what the ledger has under it. */
  private Grant undeclared(Grant ofLedger) {
    if (isDeclared(ofLedger.licence().name())) {
      throw LicenceRefused.replaced();
    }
    return ofLedger;
  }

  /** Runs this each time that a licence may have changed or expired. */
  public final void onChange(Runnable listener) {
    if (stored != null) {
      stored.onChange(listener);
    }
  }

  /**
   * The key in the {@code Authorization} header.
   *
   * @throws LicenceRefused if there is none, more than one, or one that is longer than any
   */
  public static String key(List<String> authorization) {
    var key = shown(authorization);
    if (key.length() > LONGEST) {
      throw LicenceRefused.unknown();
    }
    return key;
  }

  private static String shown(List<String> authorization) {
    if (authorization.size() != 1 || authorization.getFirst().isBlank()) {
      throw LicenceRefused.missing();
    }
    return withoutScheme(authorization.getFirst().strip());
  }

  private static String withoutScheme(String text) {
    if (!text.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return text;
    }
    int at = BEARER.length();
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return text.substring(at);
  }

  /**
   * The licence of a name; empty if there is none any more. One of the ledger that was revoked or
   * has expired allows no model.
   */
  public Optional<Licence> named(String name) {
    var found = Optional.ofNullable(declared.byName().get(name));
    return found.isPresent() || stored == null ? found : stored.licence(name);
  }

  /** Whether the licence of a name is in force: it is declared, or neither revoked nor expired. */
  public boolean isInForce(String name) {
    return named(name).filter(Licence::isInForce).isPresent();
  }

  /** Whether there is a licence of this name, or was one in the ledger. */
  public boolean isKnown(String name) {
    return isDeclared(name) || stored != null && stored.isKnown(name);
  }

  /**
   * Whether the jobs of an inbox may belong to a licence: to any declared one, and to one of the
   * ledger that is in force and names the inbox.
   */
  public boolean mayOwn(String name, String inbox) {
    return isDeclared(name)
        || stored(name).filter(one -> one.terms().inboxes().contains(inbox)).isPresent();
  }

  private Optional<StoredLicence> stored(String name) {
    return stored == null || isDeclared(name) ? Optional.empty() : stored.named(name);
  }

  /** The licences that the configuration declares. */
  public List<Licence> declared() {
    return List.copyOf(declared.byName().values());
  }

  /** Whether the configuration declares a licence of this name. */
  public boolean isDeclared(String name) {
    return declared.byName().containsKey(name);
  }

  /** Whether a declared licence has the key with this SHA-256. */
  public boolean isKey(byte[] digest) {
    return declared.isKey(digest);
  }

  /** The webhook of a licence of the ledger, if it is in force and has one. */
  public Optional<String> webhook(String name) {
    return stored(name).flatMap(one -> Optional.ofNullable(one.terms().webhook()));
  }

  /** Whether the licence has the key of the demo licence, under whatever name. */
  public boolean isDemo(Licence licence) {
    return declared.isDemo(licence);
  }

  /** Whether there is a licence with the demo key. */
  public boolean hasDemo() {
    return declared.isKey(DEMO);
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
}
