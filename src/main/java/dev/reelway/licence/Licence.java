package dev.reelway.licence;

import java.util.Set;

/**
 * Somebody who may call.
 *
 * @param name its name in the configuration; the key itself is known nowhere else
 */
public record Licence(String name, Set<Scope> scopes) {

  /** The one that comes with the service, and whose key anybody knows. */
  public static final String DEMO = "demo";

  public Licence {
    scopes = Set.copyOf(scopes);
  }

  /** Whether it is the one that comes with the service. */
  public boolean isDemo() {
    return name.equals(DEMO);
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
