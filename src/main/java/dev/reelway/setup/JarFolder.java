package dev.reelway.setup;

import java.nio.file.Path;
import org.springframework.boot.system.ApplicationHome;

/** The folder that the jar lies in, where an operator's own files may lie too. */
public final class JarFolder {

  private JarFolder() {}

  /** That folder; the classes' own where there is no jar. */
  public static Path path() {
    return new ApplicationHome(JarFolder.class).getDir().toPath();
  }
}
