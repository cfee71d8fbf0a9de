package dev.reelway.sandbox.paint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {

  private final Path folder;
  private final FileCache fileCache;

  FileCacheTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.fileCache = new FileCache(folder, 2);
  }

  @Test
  void aFileIsMadeOnce() throws IOException {
    fileCache.get("a", partial -> Files.writeString(partial, "first"));
    fileCache.get("a", partial -> Files.writeString(partial, "second"));

    assertThat(folder.resolve("a")).hasContent("first");
  }

  @Test
  void aRenewedFileIsMadeAnew() throws IOException {
    fileCache.replace("a", partial -> Files.writeString(partial, "first"));
    fileCache.replace("a", partial -> Files.writeString(partial, "second"));

    assertThat(folder.resolve("a")).hasContent("second");
  }

  @Test
  void theOldestFileIsDeletedFirst() throws IOException {
    for (int age = 3; age > 0; age--) {
      var file = fileCache.get("old-" + age, partial -> Files.writeString(partial, "x"));
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000 - age));
    }

    assertThat(folder.resolve("old-3")).doesNotExist();
    assertThat(folder.resolve("old-2")).exists();
    assertThat(folder.resolve("old-1")).exists();
  }

  @Test
  void aFailedFileLeavesNothing() {
    assertThatIOException()
        .isThrownBy(
            () ->
                fileCache.get(
                    "a",
                    partial -> {
                      Files.writeString(partial, "half");
                      throw new IOException("the pen broke");
                    }));

    assertThat(folder).isEmptyDirectory();
  }
}
