package dev.reelway.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;

class ThumbnailsTest {

  private static final String MP4 = "video/mp4";

  private final Path folder;
  private final Path incoming;
  private final Thumbnails thumbnails;

  ThumbnailsTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.incoming = folder.resolve("incoming");
    this.thumbnails = new Thumbnails(new SpoolFolder(incoming), 10_000_000, 1280 * 720);
  }

  @ParameterizedTest
  @CsvSource({
    "1280, 720, 480, 270",
    "720, 1280, 270, 480",
    "128, 72, 128, 72",
    "960, 640, 480, 320",
    "1280, 16, 480, 6"
  })
  void theFirstFrameIsMadeSmall(int width, int height, int across, int down) throws Exception {
    var image = image(thumbnails.first(new FileSystemResource(video(width, height, "")), MP4));

    assertThat(image.getWidth()).isEqualTo(across);
    assertThat(image.getHeight()).isEqualTo(down);
    assertThat(new Color(image.getRGB(across / 2, down / 2)).getRed()).isGreaterThan(180);
  }

  @ParameterizedTest
  @CsvSource({"1280, 720, 270, 480", "1280, 16, 6, 480", "128, 72, 72, 128"})
  void theThumbnailOfATurnedVideoIsUpright(int width, int height, int across, int down)
      throws Exception {
    var video = Clip.turned(video(width, height, ""));

    var image = image(thumbnails.first(new FileSystemResource(video), MP4));

    assertThat(image.getWidth()).isEqualTo(across);
    assertThat(image.getHeight()).isEqualTo(down);
    assertThat(new Color(image.getRGB(across / 2, down / 2)).getRed()).isGreaterThan(180);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+faststart"})
  void onlyAPartOfALongVideoIsReadWhereverItsIndexIs(String flags) throws Exception {
    var bytes = Files.readAllBytes(video(640, 360, flags));
    var padded = padded(bytes, 4_000_000);
    var read = new AtomicLong();

    var image = image(thumbnails.first(counted(padded, read), MP4));

    assertThat(image.getWidth()).isEqualTo(480);
    assertThat(read).hasValueLessThan(1_500_000);
    assertThat(incoming).isEmptyDirectory();
  }

  @Test
  void aStreamIsCopiedFirstAndTheCopyIsRemoved() throws Exception {
    var bytes = Files.readAllBytes(video(320, 180, ""));
    var stream =
        new InputStreamResource(new ByteArrayInputStream(bytes)) {
          @Override
          public long contentLength() {
            return bytes.length;
          }
        };

    assertThat(image(thumbnails.first(stream, MP4)).getWidth()).isEqualTo(320);
    assertThat(incoming).isEmptyDirectory();
  }

  @Test
  void aVideoWithoutAFrameHasNone() throws Exception {
    var whole = Files.readAllBytes(video(320, 180, ""));
    for (var bytes : new byte[][] {"no video".getBytes(UTF_8), Arrays.copyOf(whole, 1_000), {}}) {
      assertThatThrownBy(() -> thumbnails.first(new ByteArrayResource(bytes), MP4))
          .isInstanceOf(ImageRefused.class)
          .hasMessage("has no frame that could be read");
    }
  }

  @Test
  void onlyAFileOfTheSaidKindIsRead() throws Exception {
    var video = new FileSystemResource(video(320, 180, ""));

    assertThatThrownBy(() -> thumbnails.first(video, "video/webm"))
        .isInstanceOf(ImageRefused.class);
  }

  @Test
  void aVideoOfTooManyPixelsIsRefused() throws Exception {
    var video = new FileSystemResource(video(1280, 736, ""));

    assertThatThrownBy(() -> thumbnails.first(video, MP4))
        .isInstanceOf(ImageRefused.class)
        .hasMessage("has more pixels than the 921600 allowed");
  }

  @Test
  void aStreamThatTakesTooLongHoldsNothingUp() throws Exception {
    var hasty =
        new Thumbnails(new SpoolFolder(incoming), 10_000_000, 1280 * 720, Duration.ofMillis(50));
    var endless =
        new InputStreamResource(
            new InputStream() {
              @Override
              public int read() {
                return 0;
              }

              @Override
              public int read(byte[] buffer, int offset, int length) {
                Thread.onSpinWait();
                return 1;
              }
            }) {
          @Override
          public long contentLength() {
            return 1_000_000;
          }
        };

    assertThatThrownBy(() -> hasty.first(endless, MP4))
        .isInstanceOf(IOException.class)
        .hasMessage("the file takes too long to arrive");
    assertThat(incoming).isEmptyDirectory();
  }

  @Test
  void aCopyThatTheDiskIsTooFullForIsNotBegun() {
    var huge =
        new InputStreamResource(InputStream.nullInputStream()) {
          @Override
          public long contentLength() {
            return Long.MAX_VALUE;
          }
        };

    assertThatThrownBy(() -> thumbnails.first(huge, MP4))
        .isInstanceOf(IOException.class)
        .hasMessage("no thumbnail can be made, as the disk is too full for a copy");
    assertThat(incoming).isEmptyDirectory();
  }

  @Test
  void aFragmentedVideoHasAFirstFrame() throws Exception {
    var video = video(320, 180, "frag_keyframe+empty_moov");

    assertThat(image(thumbnails.first(new FileSystemResource(video), MP4)).getWidth())
        .isEqualTo(320);
  }

  private static BufferedImage image(InputStream webp) throws IOException {
    return Clip.read(webp.readAllBytes());
  }

  /** A box of nothing stands behind the others. */
  private static byte[] padded(byte[] video, int padding) {
    return ByteBuffer.allocate(video.length + padding)
        .put(video)
        .putInt(padding)
        .put("free".getBytes(UTF_8))
        .array();
  }

  private static Resource counted(byte[] bytes, AtomicLong read) {
    return new ByteArrayResource(bytes) {
      @Override
      public InputStream getInputStream() {
        return new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            int count = super.read(buffer, offset, length);
            read.addAndGet(Math.max(0, count));
            return count;
          }
        };
      }
    };
  }

  private Path video(int width, int height, String flags) throws IOException {
    return Clip.write(folder.resolve("video.mp4"), width, height, flags);
  }
}
