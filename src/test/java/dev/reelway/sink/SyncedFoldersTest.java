package dev.reelway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
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

    long syncs;
    try (var recording = new Recording();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      recording.enable("jdk.FileForce").withoutThreshold();
      recording.start();
      var renamed =
          IntStream.range(0, FILES).mapToObj(n -> threads.submit(() -> rename(n, folder))).toList();
      for (Future<?> one : renamed) {
        one.get();
      }
      recording.stop();
      syncs = syncs(recording, folder);
    }

    try (var found = Files.list(folder)) {
      assertThat(found).hasSize(FILES);
    }
    assertThat(syncs).isBetween(1L, (long) FILES);
  }

  private Path rename(int n, Path folder) throws IOException {
    folders.rename(home.resolve("file-" + n), folder.resolve("file-" + n));
    return folder;
  }

  private long syncs(Recording recording, Path folder) throws IOException {
    var file = home.resolve("forced.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(one -> folder.toString().equals(one.getString("path")))
        .count();
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
