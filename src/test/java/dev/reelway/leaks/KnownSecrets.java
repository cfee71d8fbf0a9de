package dev.reelway.leaks;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The secrets that tests use, by their names, and where they stand in a text: as they are, URL
 * encoded, or within base64. The cost of a search does not depend on their number.
 */
final class KnownSecrets {

  /** A shorter one, or a single word, stands in many a text by chance. */
  private static final int SHORTEST = 6;

  private static final int WINDOW = 6;
  private static final int BITS = 16;

  private final Map<String, String> names = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> byStart = new ConcurrentHashMap<>();
  private final AtomicLongArray starts = new AtomicLongArray(1 << BITS >> 6);

  /** Adds a secret; one that is not distinctive is left out. */
  void add(String name, String secret) {
    if (secret.length() >= SHORTEST && !secret.chars().allMatch(Character::isLetter)) {
      forms(secret).filter(form -> form.length() >= SHORTEST).forEach(form -> put(name, form));
    }
  }

  private void put(String name, String form) {
    if (names.putIfAbsent(form, name) == null) {
      byStart
          .computeIfAbsent(form.substring(0, WINDOW), start -> ConcurrentHashMap.newKeySet())
          .add(form);
      int bit = bit(form, 0);
      starts.getAndUpdate(bit >> 6, bits -> bits | 1L << (bit & 63));
    }
  }

  private static Stream<String> forms(String secret) {
    var encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    return Stream.concat(Stream.of(secret, encoded), inBase64(secret)).distinct();
  }

  /** What base64 makes of it, whatever stands before it and behind it. */
  private static Stream<String> inBase64(String secret) {
    return IntStream.range(0, 3)
        .mapToObj(
            before -> {
              var bytes = (" ".repeat(before) + secret).getBytes(StandardCharsets.UTF_8);
              var text = Base64.getEncoder().withoutPadding().encodeToString(bytes);
              int first = List.of(0, 2, 3).get(before);
              return text.substring(first, bytes.length / 3 * 4);
            });
  }

  /** The names of the secrets that a text contains. */
  Set<String> in(CharSequence text) {
    var found = new TreeSet<String>();
    for (int at = 0; at + WINDOW <= text.length(); at++) {
      int bit = bit(text, at);
      if ((starts.get(bit >> 6) & 1L << (bit & 63)) != 0) {
        findAt(text, at, found);
      }
    }
    return found;
  }

  private void findAt(CharSequence text, int at, Set<String> found) {
    var rest = text.subSequence(at, Math.min(text.length(), at + 4_096)).toString();
    byStart.getOrDefault(rest.substring(0, WINDOW), Set.of()).stream()
        .filter(rest::startsWith)
        .forEach(form -> found.add(names.get(form)));
  }

  private static int bit(CharSequence text, int at) {
    int hash = 0;
    for (int i = at; i < at + WINDOW; i++) {
      hash = hash * 31 + text.charAt(i);
    }
    return (hash ^ hash >>> BITS) & (1 << BITS) - 1;
  }
}
