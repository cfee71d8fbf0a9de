package dev.reelway.sandbox.paint;

import static dev.reelway.sandbox.Reel.difference;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.sandbox.Poster;
import dev.reelway.sandbox.Reel;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImageFormatTest {

  private static final Scene HARBOUR = new Scene("a quiet harbour", 448, 256, 2, false, null);
  private static final Scene MARKED = new Scene("a quiet harbour", 448, 256, 2, true, null);
  private static final Scene FOREST = new Scene("a loud forest", 448, 256, 3, false, HARBOUR);

  private final ImageStore imageStore;
  private final SceneRenderer sceneRenderer;

  ImageFormatTest(@TempDir Path folder) throws IOException {
    this.imageStore = new ImageStore(folder, Clock.systemUTC());
    this.sceneRenderer = new SceneRenderer(imageStore);
  }

  @Test
  void anotherPromptGivesAnotherImage() throws IOException {
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

  @Test
  void eachImageOfOnePromptLooksDifferent() throws IOException {
    for (int one = 0; one < 4; one++) {
      for (int other = one + 1; other < 4; other++) {
        assertThat(difference(still(HARBOUR.numbered(one)), still(HARBOUR.numbered(other))))
            .as("%d and %d", one, other)
            .isGreaterThan(10);
      }
    }
  }

  @Test
  void theFirstImageOfManyEqualsASingleOne() {
    assertThat(HARBOUR.numbered(0)).isEqualTo(HARBOUR);
  }

  @Test
  void anImageFromAnotherImageShowsIt() throws IOException {
    var edit = HARBOUR.startingFrom(imageStore.keep(List.of(Poster.given(50, 80, Color.RED))));

    assertThat(isRed(still(edit))).isTrue();
    assertThat(isRed(still(HARBOUR))).isFalse();
  }

  @Test
  void furtherImagesAreDrawnOverTheFirst() throws IOException {
    var red = Poster.given(50, 80, Color.RED);
    var blue = Poster.given(80, 50, Color.BLUE);
    var edit = HARBOUR.startingFrom(imageStore.keep(List.of(red, blue, blue)));

    var image = still(edit);

    assertThat(isRed(image)).isTrue();
    assertThat(image.getRGB(410, 60) & 0xFF).isGreaterThan(180);
    assertThat(image.getRGB(410, 116) & 0xFF).isGreaterThan(180);
  }

  @Test
  void anImageStaysVisibleAmongManyOnASmallCanvas() throws IOException {
    var red = imageStore.keep(List.of(Poster.given(50, 80, Color.RED))).getFirst();
    var tiny = new Scene("tiny", 64, 64, 1, true, null).startingFrom(Collections.nCopies(16, red));

    assertThat(still(tiny).getWidth()).isEqualTo(64);
  }

  @ParameterizedTest
  @CsvSource({"1280, 720, 480, 270", "720, 1280, 270, 480", "1024, 1792, 274, 480"})
  void aThumbnailIsTheFirstFrameMadeSmall(int width, int height, int across, int down)
      throws IOException {
    var thumbnail =
        sceneRenderer.thumbnail(new Scene("a quiet harbour", width, height, 10, false, null));

    var image = Reel.of(thumbnail);
    assertThat(image.codec()).isEqualTo("webp");
    assertThat(image.first().getWidth()).isEqualTo(across);
    assertThat(image.first().getHeight()).isEqualTo(down);
  }

  @Test
  void theSameSceneHasTheSameThumbnail() throws IOException {
    assertThat(sceneRenderer.thumbnail(FOREST))
        .isEqualTo(new SceneRenderer(imageStore).thumbnail(FOREST));
  }

  @ParameterizedTest
  @EnumSource
  void aStillComesInEveryFormat(ImageFormat format) throws IOException {
    var still =
        sceneRenderer.image(new Scene("a quiet harbour", 1024, 1536, 1, true, null), format);

    var image = Reel.of(still);
    assertThat(still).startsWith(magic(format));
    assertThat(image.first().getWidth()).isEqualTo(1024);
    assertThat(image.first().getHeight()).isEqualTo(1536);
  }

  @ParameterizedTest
  @EnumSource
  void aStillLooksTheSameInEveryFormat(ImageFormat format) throws IOException {
    var image = Reel.of(sceneRenderer.image(MARKED, format)).first();

    assertThat(difference(image, still(MARKED))).isLessThan(3);
  }

  @ParameterizedTest
  @MethodSource
  void anyPromptCanBeShown(String prompt) throws IOException {
    var scene = new Scene(prompt, 448, 256, 2, true, HARBOUR);

    assertThat(sceneRenderer.thumbnail(scene)).startsWith(magic(ImageFormat.WEBP));
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

  /** In the left of the sky, where nothing else is. */
  private static boolean isRed(BufferedImage image) {
    var color = new Color(image.getRGB(130, 80));
    return color.getRed() > 200 && color.getGreen() < 80 && color.getBlue() < 80;
  }

  private BufferedImage still(Scene scene) throws IOException {
    return Reel.of(sceneRenderer.image(scene, ImageFormat.PNG)).first();
  }

  private static byte[] magic(ImageFormat format) {
    return switch (format) {
      case PNG -> new byte[] {(byte) 0x89, 'P', 'N', 'G'};
      case JPEG -> new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
      case WEBP -> new byte[] {'R', 'I', 'F', 'F'};
    };
  }
}
