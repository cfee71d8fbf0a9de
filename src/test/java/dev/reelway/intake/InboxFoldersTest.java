package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Links in an inbox that lead into folders of somebody else. */
@DisabledOnOs(OS.WINDOWS)
class InboxFoldersTest {

  private static final String REPLACED = "is a link that was not there when the service started.";

  private final Path inbox;
  private final Path other;

  InboxFoldersTest(@TempDir Path folder) throws IOException {
    inbox = Files.createDirectory(folder.resolve("inbox"));
    other = Files.createDirectories(folder.resolve("other/failed")).getParent();
  }

  @Test
  void aFolderThatIsMissingOrRealMayBeUsed() throws IOException {
    var folders = InboxFolders.of(inbox);
    assertThat(folders.require(Path.of("failed"))).isEqualTo(inbox.resolve("failed"));

    Files.createDirectory(inbox.resolve("failed"));

    assertThat(folders.require(Path.of("failed"))).isEqualTo(inbox.resolve("failed"));
    assertThat(folders.isReplaced("failed")).isFalse();
  }

  @Test
  void aLinkThatTheOperatorMadeBeforeTheStartMayBeUsed() throws IOException {
    Files.createSymbolicLink(inbox.resolve("failed"), other.resolve("failed"));

    var folders = InboxFolders.of(inbox);

    assertThat(folders.require(Path.of("failed"))).isEqualTo(inbox.resolve("failed"));
  }

  @Test
  void aLinkThatWasMadeOrTurnedLaterMayNot() throws IOException {
    Files.createSymbolicLink(inbox.resolve("done"), other.resolve("done"));
    var folders = InboxFolders.of(inbox);
    Files.createSymbolicLink(inbox.resolve("failed"), other.resolve("failed"));
    Files.delete(inbox.resolve("done"));
    Files.createSymbolicLink(inbox.resolve("done"), other.resolve("failed"));

    assertThatThrownBy(() -> folders.require(Path.of("failed"))).hasMessageContaining(REPLACED);
    assertThatThrownBy(() -> folders.require(Path.of("done", "2026-11-30")))
        .hasMessageContaining(inbox.resolve("done") + " " + REPLACED);
    assertThat(folders.isReplaced("failed")).isTrue();
  }

  @Test
  void aLinkWithinAFolderMayNot() throws IOException {
    var folders = InboxFolders.of(inbox);
    Files.createDirectory(inbox.resolve("working"));
    Files.createSymbolicLink(inbox.resolve("working/batch_1"), other);

    assertThatThrownBy(() -> folders.require(Path.of("working", "batch_1")))
        .hasMessageContaining(REPLACED);
  }

  @Test
  void aReasonIsNotWrittenThroughALink() throws IOException {
    var foreign = Files.writeString(other.resolve("ledger.db"), "the ledger");
    var reason = Files.createSymbolicLink(inbox.resolve("a.txt.reason.txt"), foreign);

    assertThatThrownBy(() -> ReasonFile.write(reason, "why")).isInstanceOf(IOException.class);
    assertThat(foreign).hasContent("the ledger");

    Files.delete(reason);
    ReasonFile.write(reason, "why, at length");
    ReasonFile.write(reason, "why");
    assertThat(reason).hasContent("why");
  }
}
