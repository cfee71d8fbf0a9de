package dev.reelway.licence;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An API key with its rights: the identity under which a caller makes requests.
 *
 * @param name its name in the configuration; the key itself is not part of it
 * @param scopes the kinds of request that it allows
 * @param models the public models, without suffixes, that it may order; null for all
 * @param limits how much it may use
 */
public record Licence(
    String name, Set<Scope> scopes, @Nullable Set<String> models, LicenceLimits limits) {

  public Licence {
    scopes = Set.copyOf(scopes);
    models = models == null ? null : Set.copyOf(models);
  }

  /** A licence for all models, without limits. */
  public Licence(String name, Set<Scope> scopes) {
    this(name, scopes, null, LicenceLimits.NONE);
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

  /** Whether it may order anything at all; not once it was revoked or has expired. */
  public boolean isInForce() {
    return models == null || !models.isEmpty();
  }

  /**
   * Whether it may order a model.
   *
   * @param model its public name, without suffixes
   */
  public boolean allows(String model) {
    return models == null || models.contains(model);
  }
}
