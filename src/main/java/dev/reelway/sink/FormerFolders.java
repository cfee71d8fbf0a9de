package dev.reelway.sink;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes files from the folders that a sink had before. One that is away, or cannot be read or
 * written, maybe for good, is left alone: files are still removed from the sink's own folder and
 * from the others.
 */
public final class FormerFolders {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");

  private final Set<String> leftAlone = ConcurrentHashMap.newKeySet();

  /** Removes a file from one folder. */
  public interface Removal {

    void run() throws IOException;
  }

  /** Removes a file from one folder, or says once why this is not possible. */
  public void remove(String folder, Removal removal) {
    try {
      removal.run();
      leftAlone.remove(folder);
    } catch (IOException | DirectoryIteratorException failed) {
      if (leftAlone.add(folder)) {
        LOG.warn(
            "What is deleted now stays in {}, a folder that the sink had before: {}",
            folder,
            failed.getMessage());
      }
    }
  }
}
