package dev.reelway.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the file sink. While its disk or share is not mounted, it is an empty or missing
 * folder, in which no file is found, and what is stored there is hidden by the next mount. So it
 * has a marker file, without which an empty folder is a new one only if no file was delivered yet.
 */
final class SinkRoot {

  static final String MARKER = ".reelway";

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");

  private static final String TEXT =
      """
      Reelway delivers files to this folder. Keep this file here: if the folder is empty and this
      file is missing, Reelway waits until the disk or the share of the folder is mounted.
      """;

  private final Path folder;
  private final Path marker;
  private final UsedFolder usedFolder;

  /** Whether the log has said that the folder is away, and it was not there since. */
  private final AtomicBoolean isAway = new AtomicBoolean();

  SinkRoot(Path folder, UsedFolder usedFolder) {
    this.folder = folder;
    this.marker = folder.resolve(MARKER);
    this.usedFolder = usedFolder;
  }

  /**
   * Checks that the folder is there, or that no file can be in it. The log says once that it is
   * away, until it was there again.
   *
   * @throws SinkUnavailable if it is not, or cannot be read
   */
  void check() throws SinkUnavailable {
    if (!isAway(folder) || !usedFolder.isUsed()) {
      isAway.set(false);
      return;
    }
    var away = away(folder);
    if (!isAway.getAndSet(true)) {
      LOG.warn(away.getMessage());
    }
    throw away;
  }

  /** Checks that a folder is there which files were delivered to. */
  static void check(Path used) throws SinkUnavailable {
    if (isAway(used)) {
      throw away(used);
    }
  }

  private static SinkUnavailable away(Path folder) {
    var sentence =
        "The folder %s is empty or missing although files were delivered to it. Mount it, or create the file %s in it."
            .formatted(folder, MARKER);
    return new SinkUnavailable(sentence, new IOException(sentence));
  }

  /**
   * Checks the same, and marks the folder, as files are stored there.
   *
   * @throws SinkUnavailable also if it cannot be written
   */
  void mark(SyncedFolders folders) throws SinkUnavailable {
    check();
    if (!Files.exists(marker)) {
      folders.create(folder);
      write();
    }
    usedFolder.use();
  }

  private void write() throws SinkUnavailable {
    try {
      Files.writeString(marker, TEXT);
    } catch (IOException failed) {
      throw SyncedFile.unwritable(failed);
    }
  }

  /** Not what a new disk or a desktop has in a folder by itself; uploads are in {@code .media}. */
  private static boolean isDelivered(Path entry) {
    var name = String.valueOf(entry.getFileName());
    return name.equals(".media") || !name.startsWith(".") && !name.equals("lost+found");
  }

  private static boolean isAway(Path folder) throws SinkUnavailable {
    return !Files.exists(folder.resolve(MARKER)) && isEmpty(folder);
  }

  private static boolean isEmpty(Path folder) throws SinkUnavailable {
    try (var entries = Files.newDirectoryStream(folder, SinkRoot::isDelivered)) {
      return !entries.iterator().hasNext();
    } catch (NoSuchFileException missing) {
      return true;
    } catch (IOException failed) {
      throw unreadable(failed);
    }
  }

  static SinkUnavailable unreadable(IOException cause) {
    return new SinkUnavailable("The sink's folder cannot be read: " + cause.getMessage(), cause);
  }
}
