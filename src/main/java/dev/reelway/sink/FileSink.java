package dev.reelway.sink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/**
 * The operations of the file sink, called by its routes. It writes files itself, because Camel's
 * file endpoint does not sync them: a loss of power would take videos that are paid for.
 *
 * <p>On disk: {@code <folder>/<date>/<job>.mp4}, or as {@link KeyTemplate} defines it, with the
 * sidecar {@code <job>.json} and the thumbnail beside it; further images are {@code <job>-2.png}
 * and so on. While a file is written it is {@code .parts/<job>.mp4.<try>.part}: each attempt writes
 * its own partial file, so that a worker that has lost its lease does no harm. Partial files have a
 * folder of their own because the folder of a day, which may contain a hundred thousand videos, is
 * never listed. A marker file says that the folder is there, see {@link SinkRoot}.
 */
public final class FileSink {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");

  /** The setting that names its folder. */
  public static final String FOLDER = "reelway.sinks.file.folder";

  private final Path folder;
  private final SinkRoot root;
  private final UsedFolder usedFolder;
  private final SyncedFolders folders = new SyncedFolders();
  private final FormerFolders formerFolders = new FormerFolders();

  /**
   * @param folder where its files lie, absolute
   * @param usedFolder whether files were delivered to it before
   */
  FileSink(Path folder, UsedFolder usedFolder) {
    this.folder = folder;
    this.root = new SinkRoot(folder, usedFolder);
    this.usedFolder = usedFolder;
  }

  /** Where its files lie, absolute. */
  public Path folder() {
    return folder;
  }

  /**
   * The file with this key; {@code exists()} is false if it is missing. A key outside the folder is
   * refused.
   *
   * @throws SinkUnavailable if the folder is away, or cannot be read
   */
  public Resource open(String key) throws SinkUnavailable {
    var file = at(key);
    try {
      Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException missing) {
      root.check();
    } catch (IOException failed) {
      throw SinkRoot.unreadable(failed);
    }
    return new FileSystemResource(file);
  }

  /**
   * Stores a file under its key, completely or not at all; it is on the disk then.
   *
   * @throws SinkUnavailable if it cannot be written, or the folder is away; another IOException is
   *     the stream's
   */
  public void store(@Variable("key") String key, @Body InputStream bytes) throws IOException {
    var file = at(key);
    var parts = file.resolveSibling(".parts");
    var part = parts.resolve("%s.%s.part".formatted(file.getFileName(), UUID.randomUUID()));
    try (bytes) {
      root.mark(folders);
      folders.create(parts);
      SyncedFile.write(part, bytes);
      folders.rename(part, file);
    } catch (IOException | RuntimeException failed) {
      Files.deleteIfExists(part);
      throw failed;
    }
    tidy(key);
  }

  /**
   * Removes the partial files that failed attempts left for a file that is now complete. If that
   * fails, the file itself is not affected.
   */
  void tidy(String key) {
    var file = at(key);
    try {
      tidy(file, file.getFileName() + ".");
    } catch (IOException | DirectoryIteratorException failed) {
      LOG.warn("Partial files of {} may remain: {}", key, failed.getMessage());
    }
  }

  /**
   * Removes a file and everything beside it under its job's name, also from those folders that were
   * set before which are there. Missing files are ignored.
   *
   * @throws SinkUnavailable if the folder is away
   */
  public void remove(String key) throws IOException {
    var file = at(key);
    root.check();
    remove(file);
    for (var former : usedFolder.others()) {
      formerFolders.remove(former, () -> removeFrom(Path.of(former), key));
    }
  }

  private static void removeFrom(Path former, String key) throws IOException {
    SinkRoot.check(former);
    remove(at(former, key));
  }

  private static void remove(Path file) throws IOException {
    var name = file.getFileName().toString();
    var job = name.substring(0, name.lastIndexOf('.'));
    FilesOfJob.remove(name, other -> Files.deleteIfExists(file.resolveSibling(other)));
    tidy(file, job + ".");
    tidy(file, job + "-");
  }

  private static void tidy(Path file, String start) throws IOException {
    var parts = file.resolveSibling(".parts");
    if (!Files.isDirectory(parts)) {
      return;
    }
    DirectoryStream.Filter<Path> filter = part -> part.getFileName().toString().startsWith(start);
    try (var found = Files.newDirectoryStream(parts, filter)) {
      for (var part : found) {
        Files.deleteIfExists(part);
      }
    }
  }

  private Path at(String key) {
    return at(folder, key);
  }

  private static Path at(Path folder, String key) {
    var file = folder.resolve(key).normalize();
    if (!file.startsWith(folder) || file.equals(folder)) {
      throw new IllegalArgumentException("the key must stay inside the sink's folder");
    }
    return file;
  }
}
