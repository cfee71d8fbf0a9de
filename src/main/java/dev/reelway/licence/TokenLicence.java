package dev.reelway.licence;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * What a valid token says. Its scopes are its own; models and limits belong to the licence, which
 * has those of the newest token of its name.
 *
 * @param name the name of the licence, which begins with {@value #PREFIX} as no other does
 * @param scopes the kinds of request that this token allows
 * @param terms what the licence allows
 * @param expires when the token ends
 */
public record TokenLicence(String name, Set<Scope> scopes, LicenceTerms terms, Instant expires) {

  /** How the names of these licences begin, and no others. */
  public static final String PREFIX = "oidc.";

  public TokenLicence {
    scopes = Set.copyOf(scopes);
    if (!isName(name) || terms.issued() == null) {
      throw new IllegalArgumentException("not the licence of a token: " + name);
    }
  }

  /** Whether a name is reserved for licences of tokens. */
  static boolean isName(String name) {
    return name.startsWith(PREFIX);
  }

  /** When it was issued, in seconds since 1970. */
  long issued() {
    return Objects.requireNonNull(terms.issued());
  }
}
