package dev.reelway.leaks;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Searches what the tests of this process print for the secrets that they use. Fixtures add their
 * secrets before they use them; settings of services are added by {@link SettingsSecrets}.
 */
public final class Leaks {

  /** Those of the whole run. */
  static final Leaks OF_THE_RUN = new Leaks();

  private final KnownSecrets secrets = new KnownSecrets();
  private final Set<String> found = new ConcurrentSkipListSet<>();

  Leaks() {}

  /** Adds a secret that no output may contain from now on. */
  public static void add(String name, String secret) {
    OF_THE_RUN.addSecret(name, secret);
  }

  /**
   * Searches a text that is no output of this process.
   *
   * @param source what it is, like {@code the log of the jar}
   */
  public static void search(String source, String text) {
    OF_THE_RUN.searchText(source, text);
  }

  void addSecret(String name, String secret) {
    secrets.add(name, secret);
  }

  void searchText(String source, String text) {
    namesIn(text).forEach(name -> found(name, source));
    SecretShapes.in(text).forEach(kind -> found(kind, source));
  }

  /** It is printed at once, too, as it is known by then which tests run. */
  private void found(String name, String source) {
    var leak = name + " in " + source;
    if (found.add(leak)) {
      System.err.println("Leaked: " + leak);
    }
  }

  /** The names of the secrets that a text contains. */
  Set<String> namesIn(String text) {
    return secrets.in(text);
  }

  /** The names of the secrets that were found, and where; never a value. */
  List<String> found() {
    return List.copyOf(found);
  }
}
