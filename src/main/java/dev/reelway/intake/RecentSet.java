package dev.reelway.intake;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A set of the last 1,000 texts. */
final class RecentSet {

  private static final int MAX_SIZE = 1_000;

  private final Set<String> known =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MAX_SIZE;
                }
              }));

  /** Adds a text; answers whether it was not among the last 1,000. */
  boolean add(String text) {
    return known.add(text);
  }

  /** Whether a text is among them. */
  boolean contains(String text) {
    return known.contains(text);
  }
}
