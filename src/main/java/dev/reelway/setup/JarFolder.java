package dev.reelway.setup;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.system.ApplicationHome;

/** The folder of the jar, which may contain an operator's own files. */
public final class JarFolder {

  private JarFolder() {}

  /** The folder; without a jar, that of the classes. */
  public static Path path() {
    return new ApplicationHome(JarFolder.class).getDir().toPath();
  }

  /**
   * What makes Spring Boot read an {@code application.yaml} beside the jar. Empty without a jar:
   * the classes' own folder holds the shipped file, which would override the operator's.
   */
  public static Map<String, Object> configuration() {
    return configuration(new ApplicationHome(JarFolder.class).getSource());
  }

  static Map<String, Object> configuration(@Nullable File source) {
    return source == null || !Files.isRegularFile(source.toPath())
        ? Map.of()
        : Map.of(
            "spring.config.additional-location",
            "optional:" + source.getAbsoluteFile().getParentFile().toURI());
  }
}
