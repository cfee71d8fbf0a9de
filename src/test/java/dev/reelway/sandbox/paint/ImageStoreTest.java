package dev.reelway.sandbox.paint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.sandbox.Poster;
import dev.reelway.sandbox.SandboxRefused;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.ByteArrayResource;

class ImageStoreTest {

  private final Path folder;
  private final ImageStore imageStore;

  ImageStoreTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.imageStore = new ImageStore(folder, Clock.systemUTC());
  }

  @Test
  void anImageIsStoredOnceUnderItsDigest() throws IOException {
    var red = Poster.png(40, 30, Color.RED);

    var names = imageStore.keep(List.of(new ByteArrayResource(red), new ByteArrayResource(red)));

    assertThat(names).hasSize(2).allMatch(name -> name.matches("[0-9a-f]{64}"));
    assertThat(folder.resolve(names.getFirst())).hasBinaryContent(red);
    assertThat(files()).containsExactly(names.getFirst());
  }

  /** A task that is rendered later still needs its images. */
  @Test
  void theImagesOfTheLastDayAreAllKept() throws IOException {
    for (int i = 0; i < 502; i++) {
      Files.createFile(folder.resolve("image-" + i));
    }
    assertThat(folder.resolve("image-0").toFile().setLastModified(0)).isTrue();

    imageStore.keep(List.of(new ByteArrayResource(Poster.png(40, 30, Color.RED))));

    assertThat(files()).hasSize(502).doesNotContain("image-0");
  }

  @ParameterizedTest
  @EnumSource
  void everyFormatCanBeDecoded(ImageFormat format) throws IOException {
    var scene = new Scene("a harbour", 800, 500, 1, false, null);

    var view = view(new SceneRenderer(imageStore).image(scene, format), 720, 1280);

    assertThat(view.width()).isEqualTo(720);
    assertThat(view.height()).isEqualTo(1280);
    assertThat(colors(view)).hasSizeGreaterThan(100);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5000, 1", "1, 5000", "3, 5000", "5000, 4000", "64, 64"})
  void anImageOfAnyShapeCoversTheCanvas(int width, int height) throws IOException {
    var view = view(Poster.png(width, height, Color.RED), 128, 72);

    assertThat(colors(view)).containsExactly(0xFF0000);
  }

  @Test
  void transparentPixelsBecomeWhite() throws IOException {
    var view = view(Poster.png(20, 20, new Color(255, 0, 0, 0)), 64, 64);

    assertThat(colors(view)).containsExactly(0xFFFFFF);
  }

  @Test
  void aThumbnailInsideAPhotoIsNotThePhoto() throws IOException {
    var photo = Poster.jpeg(300, 200, Color.BLUE);
    var thumbnail = Poster.jpeg(30, 20, Color.RED);
    var segment = ByteBuffer.allocate(4 + thumbnail.length).putShort((short) 0xFFE1);
    segment.putShort((short) (2 + thumbnail.length)).put(thumbnail);
    var both = new ByteArrayOutputStream();
    both.write(photo, 0, 2);
    both.writeBytes(segment.array());
    both.write(photo, 2, photo.length - 2);

    var view = view(both.toByteArray(), 300, 200);

    assertThat(new Color(view.pixels()[0]).getBlue()).isGreaterThan(240);
    assertThat(new Color(view.pixels()[0]).getRed()).isLessThan(15);
  }

  @ParameterizedTest
  @MethodSource
  void aFileThatIsNotAnImageIsRefusedAndNotStored(byte[] bytes) throws IOException {
    assertThatExceptionOfType(SandboxRefused.class)
        .isThrownBy(() -> imageStore.keep(List.of(new ByteArrayResource(bytes))))
        .matches(refused -> refused.status() == 400 && refused.code().equals("invalid_image"));
    assertThat(files()).isEmpty();
  }

  static Stream<byte[]> aFileThatIsNotAnImageIsRefusedAndNotStored() throws IOException {
    var png = Poster.png(300, 200, Color.RED);
    var jpeg = Poster.jpeg(300, 200, Color.RED);
    return Stream.of(
        new byte[0],
        text("GIF89a and more of it"),
        text("#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n"),
        text("<svg xmlns='http://www.w3.org/2000/svg'/>"),
        text("RIFF....WAVEfmt "),
        text("RIFF....WEBPVP8X"),
        Arrays.copyOf(png, 12),
        Arrays.copyOf(png, 40),
        Arrays.copyOf(jpeg, 100),
        ByteBuffer.wrap(png.clone()).putInt(16, 0).array(),
        ByteBuffer.wrap(png.clone()).putInt(16, -1).array());
  }

  @Test
  void anImageOverFiftyMegapixelsIsRefusedByItsHeader() throws IOException {
    var png = Poster.png(10, 10, Color.RED);
    var header = ByteBuffer.wrap(png).putInt(16, 10_000).putInt(20, 5_001).array();

    assertThatExceptionOfType(SandboxRefused.class)
        .isThrownBy(() -> imageStore.keep(List.of(new ByteArrayResource(header))))
        .withMessageContaining("50 megapixels");
  }

  private Canvas view(byte[] image, int width, int height) throws IOException {
    var names = imageStore.keep(List.of(new ByteArrayResource(image)));
    return imageStore.view(names.getFirst(), width, height);
  }

  private static int[] colors(Canvas view) {
    return Arrays.stream(view.pixels()).map(pixel -> pixel & 0xFFFFFF).distinct().toArray();
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
