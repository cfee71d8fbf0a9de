package dev.reelway.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {

  private final Path home;

  PrivateFilesTest(@TempDir Path home) {
    this.home = home;
  }

  @Test
  void aFolderOfTheHomeIsOpenToItsOwnerAlone() throws IOException {
    var folder = new HomeFolder(home.resolve("data")).privateFolder("incoming");

    assertThat(rights(folder)).isEqualTo("rwx------");
    assertThat(rights(home.resolve("data"))).isNotEqualTo("rwx------");
  }

  @Test
  void aFolderThatIsThereKeepsTheRightsThatAnOperatorGaveIt() throws IOException {
    var folder = Files.createDirectory(home.resolve("incoming"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));

    PrivateFiles.folder(folder);

    assertThat(rights(folder)).isEqualTo("rwxr-x---");
  }

  @Test
  void aLockIsOpenToItsOwnerAlone() throws IOException {
    var file = home.resolve("reelway.lock");

    ProcessLock.acquire(file, process -> new ConfigurationRefused("reelway.home", process))
        .release();

    assertThat(rights(file)).isEqualTo("rw-------");
  }

  @Test
  void aLedgerBehindALinkIsOpenToItsOwnerAlone() throws IOException {
    var ledger = Files.createSymbolicLink(home.resolve("ledger.db"), home.resolve("real.db"));

    PrivateFiles.ledger(ledger);

    assertThat(rights(home.resolve("real.db"))).isEqualTo("rw-------");
  }

  @Test
  void theRightsThatAnOwnerHasStay() throws IOException {
    var ledger = Files.createFile(home.resolve("ledger.db"));
    Files.setPosixFilePermissions(ledger, PosixFilePermissions.fromString("r--r--r--"));

    PrivateFiles.ledger(ledger);

    assertThat(rights(ledger)).isEqualTo("r--------");
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
