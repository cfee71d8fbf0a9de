package dev.reelway.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;

class FrameExtractorTest {

  private static final int RATE = 12;

  private final Path folder;
  private final Path incoming;
  private final FrameExtractor frameExtractor;

  FrameExtractorTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.incoming = folder.resolve("incoming");
    this.frameExtractor = new FrameExtractor(new SpoolFolder(incoming), 1_000_000, 128 * 72);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, RATE, 5 * RATE + 1})
  void theLastFrameOfAVideoIsExtracted(int count) throws Exception {
    var video = video(count, 128, 72);

    try (var last = frameExtractor.lastFrame(new FileSystemResource(video), 1_000_000)) {
      assertThat(colour(last)).isEqualTo("red");
    }
    assertThat(incoming).isEmptyDirectory();
  }

  @Test
  void aVideoThatIsNotALocalFileIsCopiedAndTheCopyIsDeleted() throws Exception {
    var bytes = Files.readAllBytes(video(RATE, 128, 72));

    try (var last = frameExtractor.lastFrame(new ByteArrayResource(bytes), 1_000_000)) {
      assertThat(colour(last)).isEqualTo("red");
      assertThat(incoming).isDirectoryContaining(file -> file.equals(last.path()));
    }
    assertThat(incoming).isEmptyDirectory();
  }

  /** Of 121 frames, only the last is red: the sheet has the middle of its last part. */
  @Test
  void aSpritesheetShowsTheWholeVideo() throws Exception {
    var blue = new FileSystemResource(video(10 * RATE + 1, 128, 72));

    try (var sheet = frameExtractor.spritesheet(blue, 1_000_000)) {
      var image = ImageIO.read(sheet.path().toFile());
      assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(5 * 128, 4 * 72);
      for (int place = 0; place < 20; place++) {
        var pixel = new Color(image.getRGB(place % 5 * 128 + 64, place / 5 * 72 + 36));
        assertThat(pixel.getBlue()).as("frame " + place).isGreaterThan(180);
      }
    }
    try (var sheet =
        frameExtractor.spritesheet(new FileSystemResource(video(1, 128, 72)), 1_000_000)) {
      var image = ImageIO.read(sheet.path().toFile());
      assertThat(new Color(image.getRGB(5 * 128 - 64, 4 * 72 - 36)).getRed()).isGreaterThan(180);
    }
  }

  @Test
  void aFileThatIsNotAVideoIsRefused() {
    assertThatThrownBy(
            () ->
                frameExtractor.lastFrame(
                    new ByteArrayResource("not a video".getBytes(UTF_8)), 1_000_000))
        .isInstanceOf(ImageRefused.class)
        .hasMessage("has no readable last frame");
    assertThat(incoming).isEmptyDirectory();
  }

  /** FFmpeg's reader of scripts would open the file that this one names. */
  @Test
  void aScriptThatNamesAVideoIsRefused() throws Exception {
    video(RATE, 128, 72);
    var script =
        Files.writeString(folder.resolve("script"), "ffconcat version 1.0\nfile video.mp4");

    assertThatThrownBy(() -> frameExtractor.lastFrame(new FileSystemResource(script), 1_000_000))
        .isInstanceOf(ImageRefused.class)
        .hasMessage("has no readable last frame");
  }

  @Test
  void aVideoWithTooManyPixelsIsRefused() throws Exception {
    var video = new FileSystemResource(video(2, 256, 144));

    assertThatThrownBy(() -> frameExtractor.lastFrame(video, 1_000_000))
        .isInstanceOf(ImageRefused.class)
        .hasMessage("has more pixels than the 9216 allowed");
  }

  /** On 256 MB, a frame of 50 megapixels ends the process; one in 4K does not. */
  @Test
  void theHeapHasRoomForTheFrames() {
    assertThat(MediaConfiguration.pixelsOf(256L << 20)).isBetween(3840L * 2160, 15_000_000L);
    assertThat(MediaConfiguration.pixelsOf(2L << 30)).isGreaterThan(50_000_000);
  }

  @Test
  void aFrameWithTooManyBytesIsRefused() throws Exception {
    var video = new FileSystemResource(video(2, 128, 72));

    assertThatThrownBy(() -> frameExtractor.lastFrame(video, 100)).isInstanceOf(ImageRefused.class);
    assertThat(incoming).isEmptyDirectory();
  }

  @Test
  void aVideoThatTakesTooLongIsRefused() throws Exception {
    var video = video(RATE, 128, 72);
    var slow =
        new FrameExtractor(
            new SpoolFolder(incoming), 1_000_000, 128 * 72, Duration.ofDays(1), Duration.ZERO);
    assertThatThrownBy(() -> slow.lastFrame(new FileSystemResource(video), 1_000_000))
        .isInstanceOf(ImageRefused.class)
        .hasMessage("takes too long to read");

    var late =
        new FrameExtractor(
            new SpoolFolder(incoming), 1_000_000, 128 * 72, Duration.ZERO, Duration.ofDays(1));
    var remote = new ByteArrayResource(Files.readAllBytes(video));
    assertThatThrownBy(() -> late.lastFrame(remote, 1_000_000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("takes too long to arrive");
    assertThat(incoming).isEmptyDirectory();
  }

  /** Its last frame lies far before the end of the file. */
  @Test
  void theSoundOfAVideoMayBeLongerThanItsPictures() throws Exception {
    var video = video(RATE, 128, 72, 6);

    try (var last = frameExtractor.lastFrame(new FileSystemResource(video), 1_000_000)) {
      assertThat(colour(last)).isEqualTo("red");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 34, 72, 90})
  void aFrameMayBeNarrow(int width) throws Exception {
    var video = new FileSystemResource(video(2, width, 72));

    try (var last = frameExtractor.lastFrame(video, 1_000_000);
        var sheet = frameExtractor.spritesheet(video, 1_000_000)) {
      assertThat(ImageIO.read(last.path().toFile()).getWidth()).isEqualTo(width);
      assertThat(ImageIO.read(sheet.path().toFile()).getWidth()).isEqualTo(5 * width);
    }
  }

  @Test
  void theLastFrameOfARotatedVideoIsUpright() throws Exception {
    var video = Clip.turned(video(RATE, 128, 72));

    try (var last = frameExtractor.lastFrame(new FileSystemResource(video), 1_000_000)) {
      var image = ImageIO.read(last.path().toFile());
      assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(72, 128);
      assertThat(colour(last)).isEqualTo("red");
    }
  }

  /** Blue, with one red frame at the end. */
  private Path video(int frames, int width, int height) throws IOException {
    return video(frames, width, height, 0);
  }

  /**
   * The same with sound.
   *
   * @param sound the length of its sound in seconds; without any if it is 0
   */
  private Path video(int frames, int width, int height, int sound) throws IOException {
    var video = folder.resolve("video.mp4");
    try (var recorder = new FFmpegFrameRecorder(video.toFile(), width, height, sound > 0 ? 1 : 0);
        var converter = new Java2DFrameConverter()) {
      recorder.setFormat("mp4");
      recorder.setFrameRate(RATE);
      recorder.setSampleRate(Wave.RATE);
      recorder.setAudioCodec(avcodec.AV_CODEC_ID_AAC);
      recorder.setVideoCodecName("libopenh264");
      recorder.setVideoCodec(avcodec.AV_CODEC_ID_H264);
      recorder.setVideoBitrate(400_000);
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
      recorder.start();
      for (int i = 1; i <= frames; i++) {
        recorder.record(
            converter.convert(image(width, height, i < frames ? Color.BLUE : Color.RED)));
      }
      if (sound > 0) {
        recorder.recordSamples(Wave.RATE, 1, ShortBuffer.wrap(new short[sound * Wave.RATE]));
      }
      recorder.stop();
    }
    return video;
  }

  private static BufferedImage image(int width, int height, Color colour) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, colour.getRGB());
      }
    }
    return image;
  }

  private static String colour(SpoolFolder.SpoolFile frame) throws IOException {
    var decoded = ImageIO.read(frame.path().toFile());
    assertThat(decoded.getWidth() * decoded.getHeight()).isEqualTo(128 * 72);
    var centre = new Color(decoded.getRGB(decoded.getWidth() / 2, decoded.getHeight() / 2));
    return centre.getRed() > 180 && centre.getBlue() < 80 ? "red" : centre.toString();
  }
}
