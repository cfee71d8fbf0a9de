package dev.reelway.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a video is read, and what is no video. */
class VideoCheckerTest {

  private static final VideoChecker CHECKER = new VideoChecker(100_000, Duration.ofSeconds(2));

  private final Path folder;

  VideoCheckerTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aVideoHasAShapeAndALength() throws IOException {
    var file = Clip.write(folder.resolve("one"), 160, 96, "");

    var video = CHECKER.check(file, "abc");

    assertThat(video).isEqualTo(new VideoInfo("abc", "video/mp4", Files.size(file), 160, 96, 1));
  }

  @Test
  void aVideoIsNeitherLongerNorLargerThanAllowed() throws IOException {
    var file = Clip.write(folder.resolve("one"), 160, 96, "");

    assertThat(refusal(new VideoChecker(100_000, Duration.ofMillis(500)), file))
        .isEqualTo("is longer than the 0 s allowed");
    assertThat(refusal(new VideoChecker(15_359, Duration.ofSeconds(2)), file))
        .isEqualTo("has more pixels than the 15359 allowed");
  }

  /** With the index at its beginning, the frames before the cut could be played. */
  @ParameterizedTest
  @ValueSource(strings = {"", "+faststart"})
  void aVideoThatIsCutIsRefused(String flags) throws IOException {
    var file = Clip.write(folder.resolve("one"), 160, 96, flags);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) / 2));

    assertThat(refusal(CHECKER, file)).startsWith("cannot be read");
  }

  /** FFmpeg reserves memory for as many samples as the index claims. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aVideoHasAByteForEachSampleThatItsIndexClaims(int size) throws IOException {
    var file = Clip.write(folder.resolve("one"), 160, 96, "");
    change(file, "stsz", 8, size, (int) Files.size(file) + 1);

    assertThat(refusal(CHECKER, file)).startsWith("cannot be read");
  }

  @Test
  void aVideoOfCountlessBoxesIsRefused() throws IOException {
    var file = Clip.write(folder.resolve("one"), 160, 96, "");
    Files.write(file, "\0\0\0\u0008free".repeat(250_000).getBytes(ISO_8859_1), APPEND);

    assertThat(refusal(CHECKER, file)).startsWith("cannot be read");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aRecordingThatDoesNotSayItsLengthIsMeasured(int seconds) throws IOException {
    var file = Clip.writeLive(folder.resolve("one"), 160, 96, seconds);

    var checker = new VideoChecker(100_000, Duration.ofSeconds(3));

    assertThat(checker.check(file, "abc"))
        .isEqualTo(new VideoInfo("abc", "video/webm", Files.size(file), 160, 96, seconds));
    assertThat(refusal(new VideoChecker(100_000, Duration.ofMillis(900)), file))
        .isEqualTo("is longer than the 0 s allowed");
  }

  @Test
  void aVideoThatTakesTooLongIsRefused() throws IOException {
    var file = Clip.write(folder.resolve("one"), 160, 96, "");

    assertThat(refusal(new VideoChecker(100_000, Duration.ofSeconds(2), Duration.ZERO), file))
        .isEqualTo("takes too long to read");
  }

  private static void change(Path file, String box, int at, int... values) throws IOException {
    var bytes = Files.readAllBytes(file);
    int start = new String(bytes, ISO_8859_1).indexOf(box);
    var place = ByteBuffer.wrap(bytes, start + at, 4 * values.length);
    IntStream.of(values).forEach(place::putInt);
    Files.write(file, bytes);
  }

  /** FFmpeg would open what a playlist or a script names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a text",
        "#EXTM3U\nfile:///etc/passwd",
        "ffconcat version 1.0\nfile /etc/passwd",
        "\u0089PNG\r\n\u001a\n",
        "GIF89a",
        "<svg xmlns='http://www.w3.org/2000/svg'/>"
      })
  void whatHasOtherFirstBytesIsNoVideo(String start) throws IOException {
    assertThat(refusal(CHECKER, written(start))).isEqualTo("must be an MP4, MOV or WebM video");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0\0\0\u0018ftypmp42 and no more",
        "\0\0\0\u0014ftypqt  \0\0\0\0qt  #EXTM3U\nfile:///etc/passwd",
        "\u001a\u0045\u00df\u00a3 and no more",
        "\0\0\0\u0008moov"
      })
  void whatOnlyBeginsLikeAVideoIsNone(String start) throws IOException {
    assertThat(refusal(CHECKER, written(start))).contains("must be an MP4, MOV or WebM video");
  }

  private Path written(String content) throws IOException {
    return Files.write(folder.resolve("text"), content.getBytes(ISO_8859_1));
  }

  private static String refusal(VideoChecker checker, Path file) {
    var refused =
        assertThatExceptionOfType(ImageRefused.class).isThrownBy(() -> checker.check(file, "abc"));
    return refused.actual().sentence();
  }
}
