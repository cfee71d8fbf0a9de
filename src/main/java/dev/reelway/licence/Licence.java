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
}
