package dev.reelway.contracts;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/**
 * Keeps the application in tests what it is outside of them: a client brings Spring's reactive half
 * to the test classpath, and Boot would configure it.
 */
final class NothingReactive implements AutoConfigurationImportFilter {

  @Override
  public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
    var matches = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      matches[i] = classes[i] == null || !isReactive(classes[i]);
    }
    return matches;
  }

  private static boolean isReactive(String name) {
    return name.matches(".*\\.(reactive|reactor|codec)\\..*");
  }
}
