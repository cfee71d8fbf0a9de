package dev.reelway.setup;

import java.nio.file.Path;

/**
 * {@code reelway.home}.
 *
 * @param folder contains everything that is kept on disk
 */
public record HomeFolder(Path folder) {

  /** A folder in it. */
  public Path resolve(String name) {
    return folder.resolve(name);
  }
}
