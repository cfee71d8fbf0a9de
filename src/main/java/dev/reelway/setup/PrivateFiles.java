package dev.reelway.setup;

import dev.reelway.wire.PlainText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files and folders that no other user of this machine can open, whatever the umask of the process
 * is. Where the file system has no such rights, they are like all others.
 */
public final class PrivateFiles {

  private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);

  private static final Set<PosixFilePermission> OF_OWNER =
      PosixFilePermissions.fromString("rwx------");

  /** What SQLite keeps beside a ledger, after its name. */
  private static final List<String> OF_LEDGER = List.of("", "-wal", "-shm", "-journal");

  private PrivateFiles() {}

  /**
   * Takes the rights of other users from a ledger of SQLite, which has the secrets that links,
   * webhooks and callbacks are signed with. One that is missing is made, empty; SQLite gives the
   * files beside it the same rights.
   */
  public static void ledger(Path ledger) throws IOException {
    if (!Files.exists(ledger)) {
      create(target(ledger));
    }
    if (Files.exists(ledger) && isPosix(ledger)) {
      var file = ledger.toRealPath();
      for (var suffix : OF_LEDGER) {
        restrict(file.resolveSibling(file.getFileName() + suffix));
      }
    }
  }

  /** SQLite makes the file that a link leads to. */
  private static Path target(Path ledger) throws IOException {
    return Files.isSymbolicLink(ledger)
        ? ledger.resolveSibling(Files.readSymbolicLink(ledger))
        : ledger;
  }

  /** SQLite says best why a file cannot be made. */
  private static void create(Path ledger) {
    try {
      Files.createFile(ledger, ofFile(ledger));
    } catch (IOException unwritable) {
      LOG.debug("The ledger could not be made", unwritable);
    }
  }

  private static void restrict(Path file) {
    try {
      var rights = EnumSet.copyOf(Files.getPosixFilePermissions(file));
      if (rights.retainAll(OF_OWNER)) {
        Files.setPosixFilePermissions(file, rights);
      }
    } catch (NoSuchFileException ignored) {
      // There is none at the moment.
    } catch (IOException notOurs) {
      LOG.warn(
          "{} can be read by other users of this machine, and its rights could not be changed: {}",
          file,
          PlainText.forLog(notOurs.toString()));
    }
  }

  /** A folder, which is made if it is missing; one that is there keeps its rights. */
  public static Path folder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      var whole = folder.toAbsolutePath();
      if (whole.getParent() != null) {
        Files.createDirectories(whole.getParent());
      }
      Files.createDirectories(whole, attributes(whole, "rwx------"));
    }
    return folder;
  }

  /** The rights of a new file that its owner alone may read and write. */
  static FileAttribute<?>[] ofFile(Path file) {
    return attributes(file, "rw-------");
  }

  private static FileAttribute<?>[] attributes(Path path, String rights) {
    return isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
