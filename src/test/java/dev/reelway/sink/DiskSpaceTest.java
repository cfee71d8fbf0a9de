package dev.reelway.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {

  private static final long LOW = 1_000;

  private final Path home;
  private final List<Path> looked = new ArrayList<>();
  private long free = LOW;

  DiskSpaceTest(@TempDir Path home) {
    this.home = home;
  }

  @Test
  void freeSpaceSufficesDownToTheLimit() {
    assertThat(space().isLow()).isFalse();

    free--;

    assertThat(space().isLow()).isTrue();
    assertThat(space().shortage().orElseThrow().free().toBytes()).isEqualTo(LOW - 1);
    assertThat(space().shortage().orElseThrow().folder()).isEqualTo(home.resolve("out/videos"));
  }

  @Test
  void aMissingFolderCountsAsOnTheDiskOfItsParent() {
    space().isLow();

    assertThat(looked).containsExactly(home);
  }

  @Test
  void anUnreadableDiskIsNotReportedAsFull() {
    var space =
        new DiskSpace(
            List.of(home),
            LOW,
            folder -> {
              throw new IOException("gone");
            });

    assertThat(space.isLow()).isFalse();
  }

  @Test
  void theDiskOfThisMachineIsChecked() {
    assertThat(new DiskSpace(List.of(home), 1).isLow()).isFalse();
    assertThat(new DiskSpace(List.of(home), Long.MAX_VALUE).isLow()).isTrue();
  }

  private DiskSpace space() {
    return new DiskSpace(
        List.of(home.resolve("out/videos")),
        LOW,
        folder -> {
          looked.add(folder);
          return free;
        });
  }
}
