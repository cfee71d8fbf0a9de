package dev.reelway.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reelway.SettableClock;
import dev.reelway.media.FrameImages.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;

/** Images of frames on demand. */
class FrameImagesTest {

  private final Path folder;
  private final SettableClock clock = new SettableClock();
  private final FrameImages frameImages;

  FrameImagesTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("frames"));
    Files.createFile(folder.resolve("frames/left.jpg"));
    var extractor =
        new FrameExtractor(new SpoolFolder(folder.resolve("incoming")), 1_000_000, 128 * 72);
    this.frameImages =
        new FrameImages(extractor, folder.resolve("frames"), clock, Duration.ofMillis(50));
  }

  @Test
  void anImageIsMadeOnceAndGoesAfterAnHour() throws Exception {
    var video = new FileSystemResource(Clip.write(folder.resolve("a.mp4"), 128, 72, ""));

    var first = frameImages.of(Kind.LAST_FRAME, video, "a");
    var again = frameImages.of(Kind.LAST_FRAME, new ByteArrayResource(new byte[0]), "a");
    var sheet = frameImages.of(Kind.SPRITESHEET, video, "a");

    assertThat(again).isEqualTo(first);
    assertThat(sheet.sha256()).isNotEqualTo(first.sha256());
    assertThat(ImageIO.read(first.file().toFile()).getWidth()).isEqualTo(128);
    assertThat(Files.size(first.file())).isEqualTo(first.bytes());
    assertThat(folder.resolve("frames/left.jpg")).doesNotExist();
    assertThat(folder.resolve("incoming")).isEmptyDirectory();
    clock.passes(Duration.ofMinutes(61));
    frameImages.sweep();
    assertThat(folder.resolve("frames")).isEmptyDirectory();
  }

  @Test
  void whatIsNoVideoHasNoFrames() {
    for (var kind : Kind.values()) {
      var text =
          new ByteArrayResource("no video".getBytes(java.nio.charset.StandardCharsets.UTF_8));

      assertThatThrownBy(() -> frameImages.of(kind, text, "b")).isInstanceOf(ImageRefused.class);
    }
    assertThat(folder.resolve("frames")).isEmptyDirectory();
  }

  /** Two videos whose bytes do not come take both slots. */
  @Test
  void whoFindsNoSlotIsToldToComeAgain() throws Exception {
    var begun = new CountDownLatch(2);
    var end = new CountDownLatch(1);
    var slow =
        new ByteArrayResource(new byte[100]) {
          @Override
          public InputStream getInputStream() throws IOException {
            begun.countDown();
            await().until(() -> end.getCount() == 0);
            return super.getInputStream();
          }
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var name : new String[] {"c", "d"}) {
        var unused = threads.submit(() -> frameImages.of(Kind.SPRITESHEET, slow, name));
      }
      begun.await();

      assertThatThrownBy(() -> frameImages.of(Kind.SPRITESHEET, slow, "e"))
          .isInstanceOf(FrameImages.Busy.class);
      end.countDown();
    }
  }
}
