package dev.reelway.setup;

import java.io.IOException;
import java.nio.file.Path;

/**
 * {@code reelway.home}.
 *
 * @param folder contains everything that is kept on disk
 */
public record HomeFolder(Path folder) {

  /** A folder in it that other users cannot open, which is made if it is missing. */
  public Path privateFolder(String name) throws IOException {
    return PrivateFiles.folder(folder.resolve(name));
  }
}
