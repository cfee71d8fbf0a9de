package dev.reelway.sandbox.paint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reelway.SettableClock;
import dev.reelway.sandbox.paint.FileCache.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
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
  void youngFilesDoNotCountButTheirBytesDo() throws IOException {
    var clock = new SettableClock(Instant.now());
    var cache = new FileCache(folder, new Bounds(2, Duration.ofDays(1), 10), clock);
    for (int i = 0; i < 4; i++) {
      var file = cache.replace("young-" + i, partial -> Files.writeString(partial, "four"));
      Files.setLastModifiedTime(file, FileTime.from(clock.instant().plusMillis(i)));
    }
    assertThat(folder).isDirectoryContaining("glob:**young-0");

    clock.passes(Duration.ofMinutes(1));
    cache.replace("last", partial -> Files.writeString(partial, "x"));

    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("young-2", "young-3", "last");
  }

  /** Each of thousands of uploads would list thousands of files. */
  @Test
  void aFolderOfManyFilesIsListedOnceAMinute() throws IOException {
    var clock = new SettableClock(Instant.now());
    var cache = new FileCache(folder, new Bounds(1, Duration.ofDays(1), 1000), clock);
    cache.replace("a", partial -> Files.writeString(partial, "x"));
    Files.setLastModifiedTime(folder.resolve("a"), FileTime.fromMillis(0));

    cache.replace("b", partial -> Files.writeString(partial, "x"));
    assertThat(folder.resolve("a")).exists();

    clock.passes(Duration.ofMinutes(1));
    cache.replace("c", partial -> Files.writeString(partial, "x"));
    assertThat(folder.resolve("a")).doesNotExist();
    assertThat(folder.resolve("b")).exists();
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
