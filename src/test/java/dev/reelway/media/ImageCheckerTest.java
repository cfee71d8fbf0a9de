package dev.reelway.media;

import static dev.reelway.media.Heads.joined;
import static dev.reelway.media.Heads.latin;
import static dev.reelway.media.Heads.riff;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCheckerTest {

  private static final String KIND = "must be a PNG, JPEG or WebP image";
  private static final ImageChecker IMAGES = new ImageChecker(20_000_000, 50_000_000);

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({"png, image/png", "jpg, image/jpeg"})
  void theTypeAndSizeOfARealImageAreRead(String format, String type) throws IOException {
    var bytes = Heads.painted(format, 321, 123);

    assertThat(check(bytes)).isEqualTo(new ImageInfo("a1b2", type, bytes.length, 321, 123, false));
  }

  @ParameterizedTest
  @CsvSource({
    "0, '', false",
    "2, '', false",
    "3, '', false",
    "3, tRNS, true",
    "2, tRNS, true",
    "4, '', true",
    "6, '', true"
  })
  void aPngIsTransparentByItsColoursOrByAChunk(int colors, String chunk, boolean transparent)
      throws IOException {
    var head = Heads.png(7, 9);
    head[25] = (byte) colors;
    var more = chunk.isEmpty() ? new byte[0] : Heads.chunk(chunk, 3);
    var bytes = joined(head, Heads.chunk("PLTE", 6), more, Heads.chunk("IDAT", 9));

    assertThat(check(bytes).transparent()).isEqualTo(transparent);
    assertThat(check(Heads.webp("VP8X", 7, 9)).transparent()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"VP8 ", "VP8L", "VP8X"})
  void theSizeOfEachKindOfWebpIsRead(String chunk) throws IOException {
    for (var size : new int[][] {{1, 1}, {300, 200}, {6000, 5000}}) {
      var image = check(Heads.webp(chunk, size[0], size[1]));

      assertThat(image.type()).isEqualTo("image/webp");
      assertThat(image.width()).isEqualTo(size[0]);
      assertThat(image.height()).isEqualTo(size[1]);
    }
  }

  @Test
  void theScaleOfAWebpIsNotPartOfItsSize() throws IOException {
    assertThat(check(Heads.webp("VP8 ", 0x4000 | 300, 0xc000 | 200)).width()).isEqualTo(300);
    assertThat(check(Heads.webp("VP8 ", 0x4000 | 300, 0xc000 | 200)).height()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc7, 0xc9, 0xcb, 0xcd, 0xcf})
  void theSizeOfEachKindOfJpegFrameIsRead(int frame) throws IOException {
    assertThat(check(Heads.jpeg(frame, 60_000, 640, 480)))
        .extracting(ImageInfo::width, ImageInfo::height)
        .containsExactly(640, 480);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc4, 0xc8, 0xcc, 0xfe})
  void otherSegmentsOfAJpegHaveNoSize(int marker) {
    assertThat(refusal(Heads.jpeg(marker, 4, 640, 480))).isEqualTo(KIND);
  }

  @Test
  void aFrameMayComeAfterMegabytesOfOtherSegments() throws IOException {
    var profile = Heads.segment(0xe2, new byte[65_000]);
    var filled = joined(latin("\u00ff\u00ff\u00ff"), Arrays.copyOfRange(profile, 1, 100));
    var head = Heads.jpeg(0xc0, 0, 7, 9);
    var many = new byte[60][];
    Arrays.fill(many, profile);

    var image =
        check(
            joined(latin("\u00ff\u00d8"), joined(many), Arrays.copyOfRange(head, 2, head.length)));

    assertThat(image.width()).isEqualTo(7);
    assertThat(refusal(joined(latin("\u00ff\u00d8"), filled))).isEqualTo(KIND);
  }

  @Test
  void fillBytesBeforeAMarkerAreSkipped() throws IOException {
    var head = Heads.jpeg(0xc0, 0, 7, 9);
    var filled =
        joined(latin("\u00ff\u00d8\u00ff\u00ff\u00ff"), Arrays.copyOfRange(head, 2, head.length));

    assertThat(check(filled).height()).isEqualTo(9);
  }

  @Test
  void anImageWithTooManyPixelsIsRefusedByItsHeader() {
    assertThat(refusal(Heads.png(60_000, 60_000)))
        .isEqualTo("has 3600000000 pixels, more than the 50000000 allowed");
    assertThat(refusal(Heads.png(Integer.MAX_VALUE, Integer.MAX_VALUE)))
        .contains("4611686014132420609");
    assertThat(refusal(Heads.jpeg(0xc2, 0, 65_535, 65_535))).contains("4294836225 pixels");
    assertThat(refusal(Heads.webp("VP8X", 1 << 24, 1 << 24))).contains("281474976710656 pixels");
    assertThat(refusal(Heads.webp("VP8L", 16_384, 16_384))).contains("268435456 pixels");
    assertThat(refusal(Heads.webp("VP8 ", 16_383, 16_383))).contains("268402689 pixels");
  }

  @Test
  void anImageWithTheMaximumOfPixelsIsAccepted() throws IOException {
    assertThat(check(Heads.png(50_000_000, 1)).width()).isEqualTo(50_000_000);
    assertThat(refusal(Heads.png(50_000_001, 1))).contains("50000001 pixels");
  }

  @Test
  void anImageWithTooManyBytesIsRefused() throws IOException {
    var image = Heads.painted("png", 20, 20);
    var file = Files.write(folder.resolve("a"), image);
    int length = image.length;

    assertThat(new ImageChecker(length, 400).check(file, "").bytes()).isEqualTo(length);
    assertThatThrownBy(() -> new ImageChecker(length - 1, 400).check(file, ""))
        .isInstanceOf(ImageRefused.class)
        .hasMessage("is larger than the %d bytes allowed", length - 1);
  }

  @ParameterizedTest
  @MethodSource
  void otherFilesAreRefused(byte[] bytes) {
    assertThat(refusal(bytes)).isEqualTo(KIND);
  }

  static Stream<byte[]> otherFilesAreRefused() {
    return Stream.of(
        new byte[0],
        latin("<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"),
        latin("<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
        latin("<!DOCTYPE html><html><body>Bad Gateway</body></html>"),
        latin("\0\0\0\u0018ftypisom\0\0\0\0isomiso2"),
        latin("\0\0\0\u0018ftypavif\0\0\0\0avifmif1"),
        Heads.painted("gif", 2, 2),
        Heads.painted("bmp", 2, 2),
        latin("%PDF-1.7"),
        latin("RIFF\u0004\0\0\0WAVEfmt \u0010\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        riff("ALPH", new byte[20]),
        riff("VP8L", new byte[20]),
        riff("VP8L", latin("/\0\0\0\u0020")),
        riff("VP8 ", new byte[20]),
        riff("VP8 ", latin("\u0001\0\0\u009d\u0001*\u0001\0\u0001\0")),
        changed(Heads.png(1, 1), 4, 10),
        changed(Heads.png(1, 1), 11, 12),
        changed(Heads.png(1, 1), 12, 'J'),
        latin("\u00ff\u00d8\u00ff\u00d9"),
        joined(latin("\u00ff\u00d8"), Heads.segment(0xda, new byte[0]), Heads.jpeg(0xc0, 0, 1, 1)),
        latin("\u00ff\u00d8\u00ff\u00e0\0\1"),
        latin("\u00ff\u00d8 and no marker"));
  }

  private static byte[] changed(byte[] bytes, int at, int to) {
    bytes[at] = (byte) to;
    return bytes;
  }

  @Test
  void anImageWithoutWidthOrHeightIsRefused() {
    for (var size : new int[][] {{0, 1}, {1, 0}, {0, 0}}) {
      assertThat(refusal(Heads.png(size[0], size[1]))).isEqualTo(KIND);
      assertThat(refusal(Heads.jpeg(0xc0, 0, size[0], size[1]))).isEqualTo(KIND);
      assertThat(refusal(Heads.webp("VP8 ", size[0], size[1]))).isEqualTo(KIND);
    }
    assertThat(refusal(Heads.png(-1, -1))).isEqualTo(KIND);
  }

  @ParameterizedTest
  @MethodSource
  void aTruncatedHeaderIsRefused(byte[] head) throws IOException {
    assertThat(check(head).width()).isEqualTo(3);
    for (int length = 0; length < head.length; length++) {
      assertThat(refusal(Arrays.copyOf(head, length))).as("cut at %d", length).isEqualTo(KIND);
    }
  }

  static Stream<byte[]> aTruncatedHeaderIsRefused() {
    return Stream.of(
        Heads.png(3, 2),
        Heads.jpeg(0xc0, 5, 3, 2),
        Heads.webp("VP8 ", 3, 2),
        Heads.webp("VP8L", 3, 2),
        Heads.webp("VP8X", 3, 2));
  }

  private ImageInfo check(byte[] bytes) throws IOException {
    return IMAGES.check(Files.write(folder.resolve("image"), bytes), "a1b2");
  }

  private String refusal(byte[] bytes) {
    return catchThrowableOfType(ImageRefused.class, () -> check(bytes)).sentence();
  }
}
