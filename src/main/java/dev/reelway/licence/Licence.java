package dev.reelway.licence;

import java.util.Set;

/**
 * Somebody who may call.
 *
 * @param name its name in the configuration; the key itself is known nowhere else
 */
public record Licence(String name, Set<Scope> scopes) {

  public Licence {
    scopes = Set.copyOf(scopes);
  }

  /**
   * The same, if it is good for this.
   *
   * @throws LicenceRefused where it is not
   */
  public Licence goodFor(Scope scope) {
    if (!scopes.contains(scope)) {
      throw LicenceRefused.withoutScope(scope);
    }
    return this;
  }
}
