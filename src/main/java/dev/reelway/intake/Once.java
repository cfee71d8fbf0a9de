package dev.reelway.intake;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Remembers the last of what it was told, so that nothing is said twice in a row. */
final class Once {

  private static final int MOST = 1_000;

  private final Set<String> known =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MOST;
                }
              }));

  boolean isNew(String one) {
    return known.add(one);
  }
}
