package dev.reelway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.contracts.LogCapture;
import dev.reelway.wire.Causes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

@ExtendWith(LogCapture.class)
class FileSinkTest {

  private static final String KEY = "2026-11-22/video_1.mp4";

  @TempDir Path home = Path.of("");
  private Path day = Path.of("");
  private FileSink sink = new FileSink(Path.of(""), new RememberedUse(false));

  @BeforeEach
  void aDayWithTwoJobs() throws IOException {
    var folder = home.resolve("outbox");
    day = Files.createDirectories(folder.resolve("2026-11-22"));
    sink = new FileSink(folder, new RememberedUse(true));
    for (var name :
        List.of(
            "video_1.mp4",
            "video_1.json",
            "video_1.webp",
            "video_1-2.png",
            "video_1-3.png",
            ".parts/video_1-2.png.2.part",
            ".parts/video_1.mp4.3.part",
            ".parts/video_1.mp4.4.part",
            ".parts/video_1.webp.4.part",
            "video_11.mp4",
            ".parts/video_11.mp4.1.part")) {
      var file = day.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  @Test
  void aVideoIsOpenedByItsKey() throws IOException {
    assertThat(sink.open(KEY).getContentAsByteArray()).asString().isEqualTo("video_1.mp4");
  }

  @Test
  void aMissingVideoDoesNotExist() throws IOException {
    assertThat(sink.open("2026-11-22/video_9.mp4").exists()).isFalse();
    assertThat(sink.open("2020-01-01/video_1.mp4").exists()).isFalse();
  }

  @Test
  void whatIsStoredIsOnTheDiskAndSoIsItsName() throws Exception {
    var key = "2026-11-23/demo/video_9.mp4";
    var bytes = new ByteArrayInputStream(Video.SMALL);
    var synced = DiskSyncs.during(() -> sink.store(key, bytes), home);

    assertThat(sink.open(key).getContentAsByteArray()).isEqualTo(Video.SMALL);
    var outbox = home.resolve("outbox").toString();
    assertThat(synced)
        .anyMatch(path -> path.contains("/.parts/video_9.mp4."))
        .contains(outbox, outbox + "/2026-11-23", outbox + "/2026-11-23/demo");
  }

  @Test
  void whatCannotBeWrittenLeavesNothing() throws IOException {
    var before = names();
    Files.createDirectories(day.resolve("video_9.mp4"));

    assertThatThrownBy(
            () -> sink.store("2026-11-22/video_9.mp4", new ByteArrayInputStream(Video.SMALL)))
        .isInstanceOf(SinkUnavailable.class);

    assertThat(names()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void tidyingDeletesThePartialFilesOfThatFileOnly() throws IOException {
    sink.tidy(KEY);

    assertThat(names())
        .containsExactlyInAnyOrder(
            "video_1.mp4",
            "video_1.json",
            "video_1.webp",
            "video_1-2.png",
            "video_1-3.png",
            ".parts/video_1-2.png.2.part",
            ".parts/video_1.webp.4.part",
            "video_11.mp4",
            ".parts/video_11.mp4.1.part");
  }

  /** Else it would be fetched and written again until the deadline. */
  @Test
  void aVideoIsStoredThoughPartialFilesRemain() throws IOException {
    Files.createDirectories(day.resolve(".parts/video_1.mp4.5.part/held"));

    sink.store(KEY, new ByteArrayInputStream(Video.SMALL));

    assertThat(sink.open(KEY).getContentAsByteArray()).isEqualTo(Video.SMALL);
  }

  @Test
  void removingDeletesAllFilesOfTheJobAndNoOthers() throws IOException {
    sink.remove(KEY);

    assertThat(names()).containsExactlyInAnyOrder("video_11.mp4", ".parts/video_11.mp4.1.part");
  }

  /** The ledger has no second request to delete it. */
  @Test
  void removingDeletesFromTheFolderThatWasSetBefore() throws IOException {
    var former = home.resolve("outbox").toString();
    var gone = home.resolve("gone").toString();
    var moved = new FileSink(home.resolve("new"), new RememberedUse(false, gone, former));

    moved.remove(KEY);

    assertThat(names()).containsExactlyInAnyOrder("video_11.mp4", ".parts/video_11.mp4.1.part");
  }

  /** It may be of a storage that was retired, and be so for good. */
  @Test
  void aFolderThatWasSetBeforeAndCannotBeReadDoesNotPreventARemoval(CapturedOutput output)
      throws IOException {
    var broken = Files.writeString(home.resolve("broken"), "no folder").toString();
    var empty = Files.createDirectory(home.resolve("empty")).toString();
    var former = home.resolve("outbox").toString();
    var now = home.resolve("new");
    var moved = new FileSink(now, new RememberedUse(false, broken, empty, former));
    moved.store(KEY, new ByteArrayInputStream(Video.SMALL));

    moved.remove(KEY);
    moved.remove(KEY);

    assertThat(now.resolve(KEY)).doesNotExist();
    assertThat(names()).containsExactlyInAnyOrder("video_11.mp4", ".parts/video_11.mp4.1.part");
    for (var folder : List.of(broken, empty)) {
      assertThat(LogCapture.own(output))
          .containsOnlyOnce("What is deleted now stays in " + folder + ", a folder");
    }
  }

  @Test
  void removingAgainSucceeds() throws IOException {
    sink.remove(KEY);
    sink.remove(KEY);

    assertThatCode(() -> sink.remove("2020-01-01/video_1.mp4")).doesNotThrowAnyException();
    assertThatCode(() -> sink.tidy("2020-01-01/video_1.mp4")).doesNotThrowAnyException();
  }

  /** Else a video of a share that is not mounted would count as lost, or as removed. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFolderThatIsAwayIsNotAMissingVideo(boolean exists, CapturedOutput log) throws IOException {
    var folder = home.resolve("outbox");
    sink.store(KEY, new ByteArrayInputStream(Video.SMALL));
    Files.move(folder, home.resolve("away"));
    if (exists) {
      Files.createDirectory(folder);
    }

    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> sink.open(KEY),
            () -> sink.remove(KEY),
            () -> sink.store(KEY, new ByteArrayInputStream(Video.SMALL)))) {
      assertThatThrownBy(call)
          .isInstanceOf(SinkUnavailable.class)
          .hasMessage(
              "The folder %s is empty or missing although files were delivered to it. Mount it, or"
                  + " create the file .reelway in it.",
              folder)
          .matches(thrown -> Causes.first(thrown, NoSuchFileException.class).isEmpty());
    }
    assertThat(folder.resolve("2026-11-22")).doesNotExist();
    assertThat(log).containsOnlyOnce("The folder " + folder + " is empty or missing");

    Files.deleteIfExists(folder);
    Files.move(home.resolve("away"), folder);
    sink.remove(KEY);
    assertThat(day.resolve("video_1.mp4")).doesNotExist();
  }

  /** As a new disk or a desktop makes it. */
  @ParameterizedTest
  @ValueSource(strings = {"lost+found", ".Trash-1000", ".DS_Store"})
  void whatNoFileIsDeliveredToDoesNotMakeAFolderTheSink(String name) throws IOException {
    var empty = Files.createDirectories(home.resolve("empty"));
    Files.createFile(empty.resolve(name));

    assertThatThrownBy(() -> new FileSink(empty, new RememberedUse(true)).remove(KEY))
        .isInstanceOf(SinkUnavailable.class);
  }

  @Test
  void anEmptyFolderIsThereIfItIsMarked() throws IOException {
    var empty = Files.createDirectory(home.resolve("empty"));
    Files.createFile(empty.resolve(".reelway"));
    var marked = new FileSink(empty, new RememberedUse(true));

    assertThat(marked.open(KEY).exists()).isFalse();
    marked.remove(KEY);
    marked.store(KEY, new ByteArrayInputStream(Video.SMALL));

    assertThat(marked.open(KEY).exists()).isTrue();
  }

  @Test
  void aNewFolderIsMarkedByItsFirstFile() throws IOException {
    var fresh = new FileSink(home.resolve("new"), new RememberedUse(false));
    fresh.remove(KEY);
    assertThat(fresh.open(KEY).exists()).isFalse();
    assertThat(home.resolve("new")).doesNotExist();

    fresh.store(KEY, new ByteArrayInputStream(Video.SMALL));

    assertThat(home.resolve("new/.reelway")).content().startsWith("Reelway delivers files");
  }

  /** A share whose server is away answers so. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileThatCannotBeLookedAtIsNotMissing() throws IOException {
    Files.createSymbolicLink(day.resolve("loop"), Path.of("loop"));

    assertThatThrownBy(() -> sink.open("2026-11-22/loop/video_1.mp4"))
        .isInstanceOf(SinkUnavailable.class)
        .hasMessageStartingWith("The sink's folder cannot be read: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.txt",
        "2026-11-22/../../secret.txt",
        "/etc/passwd",
        "../outbox-of-others/video_1.mp4",
        "",
        ".",
        "2026-11-22/.."
      })
  void aKeyOutsideOfTheFolderIsRefused(String key) throws IOException {
    Files.writeString(home.resolve("secret.txt"), "secret");

    assertThatIllegalArgumentException().isThrownBy(() -> sink.open(key));
    assertThatIllegalArgumentException().isThrownBy(() -> sink.tidy(key));
    assertThatIllegalArgumentException().isThrownBy(() -> sink.remove(key));
    assertThat(home.resolve("secret.txt")).exists();
  }

  private List<String> names() throws IOException {
    try (var files = Files.walk(day)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> day.relativize(file).toString())
          .toList();
    }
  }
}
