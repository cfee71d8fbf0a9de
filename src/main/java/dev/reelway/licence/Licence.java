package dev.reelway.licence;

import java.util.Set;

/**
 * An API key with its rights: the identity under which a caller makes requests.
 *
 * @param name its name in the configuration; the key itself is not part of it
 * @param scopes the kinds of request that it allows
 */
public record Licence(String name, Set<Scope> scopes) {

  public Licence {
    scopes = Set.copyOf(scopes);
  }

  /**
   * Answers this licence if it has the scope.
   *
   * @throws LicenceRefused if it lacks the scope
   */
  public Licence requireScope(Scope scope) {
    if (!scopes.contains(scope)) {
      throw LicenceRefused.withoutScope(scope);
    }
    return this;
  }
}
