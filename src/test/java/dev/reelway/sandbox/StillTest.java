package dev.reelway.sandbox;

import static dev.reelway.sandbox.Reel.difference;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StillTest {

  private static final Scene HARBOUR = new Scene("a quiet harbour", 448, 256, 2, false, null);
  private static final Scene MARKED = new Scene("a quiet harbour", 448, 256, 2, true, null);
  private static final Scene FOREST = new Scene("a loud forest", 448, 256, 3, false, HARBOUR);

  private final Studio studio = new Studio();

  @Test
  void anotherPromptIsAnotherPicture() throws IOException {
    var forest = new Scene("a loud forest", 448, 256, 2, false, null);

    assertThat(difference(still(HARBOUR), still(forest))).isGreaterThan(10);
  }

  @Test
  void theMarkChangesOneCornerOnly() throws IOException {
    var plain = still(HARBOUR);
    var marked = still(MARKED);

    assertThat(difference(plain, marked, new Rectangle(10, 8, 80, 20))).isGreaterThan(10);
    assertThat(difference(plain, marked, new Rectangle(0, 40, 448, 216))).isZero();
    assertThat(difference(plain, marked, new Rectangle(224, 0, 224, 256))).isZero();
  }

  @Test
  void aStillFromASourceShowsBoth() throws IOException {
    var source = still(HARBOUR);
    var own = still(new Scene("a loud forest", 448, 256, 3, false, null));
    var both = still(FOREST);

    assertThat(difference(both, source)).isLessThan(difference(own, source));
    assertThat(difference(both, own)).isLessThan(difference(own, source));
  }

  @ParameterizedTest
  @CsvSource({"1280, 720, 480, 270", "720, 1280, 270, 480", "1024, 1792, 274, 480"})
  void aThumbnailIsTheFirstFrameMadeSmall(int width, int height, int across, int down)
      throws IOException {
    var thumbnail = studio.thumbnail(new Scene("a quiet harbour", width, height, 10, false, null));

    var picture = Reel.of(thumbnail);
    assertThat(picture.codec()).isEqualTo("webp");
    assertThat(picture.first().getWidth()).isEqualTo(across);
    assertThat(picture.first().getHeight()).isEqualTo(down);
  }

  @Test
  void theSameSceneHasTheSameThumbnail() {
    assertThat(studio.thumbnail(FOREST)).isEqualTo(new Studio().thumbnail(FOREST));
  }

  @ParameterizedTest
  @EnumSource
  void aStillComesInEveryFormat(Still format) throws IOException {
    var still = studio.still(new Scene("a quiet harbour", 1024, 1536, 1, true, null), format);

    var picture = Reel.of(still);
    assertThat(still).startsWith(magic(format));
    assertThat(picture.first().getWidth()).isEqualTo(1024);
    assertThat(picture.first().getHeight()).isEqualTo(1536);
  }

  @ParameterizedTest
  @EnumSource
  void aStillLooksTheSameInEveryFormat(Still format) throws IOException {
    var picture = Reel.of(studio.still(MARKED, format)).first();

    assertThat(difference(picture, still(MARKED))).isLessThan(3);
  }

  @ParameterizedTest
  @MethodSource
  void anyPromptCanBeShown(String prompt) {
    var scene = new Scene(prompt, 448, 256, 2, true, HARBOUR);

    assertThat(studio.thumbnail(scene)).startsWith(magic(Still.WEBP));
  }

  static List<String> anyPromptCanBeShown() {
    return List.of(
        "",
        " \n\t\u0000\u0007",
        "🎬🎥 👨‍👩‍👧‍👦 🏳️‍🌈",
        "一只猫在屋顶上 ねこ 고양이 قطة חתול แมว",
        "e" + "\u0301".repeat(31_999),
        "\uD83C lone \uDFAC",
        "\uFDFA".repeat(2000),
        "w".repeat(32_000),
        "storm clouds over the bay ".repeat(1230),
        "🎬".repeat(16_000));
  }

  private BufferedImage still(Scene scene) throws IOException {
    return Reel.of(studio.still(scene, Still.PNG)).first();
  }

  private static byte[] magic(Still format) {
    return switch (format) {
      case PNG -> new byte[] {(byte) 0x89, 'P', 'N', 'G'};
      case JPEG -> new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
      case WEBP -> new byte[] {'R', 'I', 'F', 'F'};
    };
  }
}
