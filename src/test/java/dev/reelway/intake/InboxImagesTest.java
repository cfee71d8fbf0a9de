package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxImagesTest {

  private static final Duration SETTLED = Duration.ofMillis(500);

  private final Path folder;
  private final SettableClock clock = new SettableClock();
  private final InboxImages images;

  InboxImagesTest(@TempDir Path folder) {
    this.folder = folder;
    this.images = new InboxImages(folder, SETTLED, clock);
  }

  /** The clock of a camera or of a file server may be ahead. */
  @Test
  void anImageOfTheFutureIsSettledWhenItHasNotChanged() throws IOException {
    write("half", Duration.ofDays(400));
    assertBeingWritten();
    assertBeingWritten();
    clock.passes(SETTLED);
    write("whole", Duration.ofDays(400));
    assertBeingWritten();
    clock.passes(SETTLED);

    assertThat(images.named("a.png")).isPresent();
  }

  @Test
  void anImageIsSettledWhenItIsOlderThanAScan() throws IOException {
    write("whole", Duration.ofMillis(-499));
    assertBeingWritten();

    write("whole", SETTLED.negated());
    assertThat(images.named("a.png")).isPresent();
  }

  private void write(String text, Duration fromNow) throws IOException {
    var file = Files.writeString(folder.resolve("a.png"), text);
    Files.setLastModifiedTime(file, FileTime.from(clock.instant().plus(fromNow)));
  }

  private void assertBeingWritten() {
    assertThatThrownBy(() -> images.named("a.png"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("The image a.png is still being written.");
  }
}
