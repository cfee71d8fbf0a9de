package dev.reelway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncedFoldersTest {

  private static final int FILES = 400;

  private final SyncedFolders folders = new SyncedFolders();
  @TempDir Path home = Path.of("");

  @Test
  void allWhoRenameAtOnceAreSynced() throws Exception {
    var folder = home.resolve("day");
    folders.create(folder);
    for (int n = 0; n < FILES; n++) {
      Files.createFile(home.resolve("file-" + n));
    }

    var synced = DiskSyncs.during(() -> renameAll(folder), home);

    try (var found = Files.list(folder)) {
      assertThat(found).hasSize(FILES);
    }
    assertThat(synced).filteredOn(folder.toString()::equals).hasSizeBetween(1, FILES);
  }

  private void renameAll(Path folder) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var renamed =
          IntStream.range(0, FILES).mapToObj(n -> threads.submit(() -> rename(n, folder))).toList();
      for (Future<?> one : renamed) {
        one.get();
      }
    }
  }

  private Path rename(int n, Path folder) throws IOException {
    folders.rename(home.resolve("file-" + n), folder.resolve("file-" + n));
    return folder;
  }

  @Test
  void whatCannotBeRenamedIsToldEachTime() {
    var missing = home.resolve("missing");

    for (int n = 0; n < 2; n++) {
      assertThatThrownBy(() -> folders.rename(missing, home.resolve("there")))
          .isInstanceOf(SinkUnavailable.class);
    }
  }
}
