package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which images of an inbox orders have named, over restarts. */
class NamedImagesTest {

  private final Path folder;
  private final Path file;
  private final NamedImages namedImages;

  NamedImagesTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.file = folder.resolve(NamedImages.FILE);
    this.namedImages = new NamedImages(folder);
    namedImages.all();
  }

  /** The process was killed, or the disk was full, within a line. */
  @Test
  void anIncompleteLineSpoilsNoOther() throws IOException {
    namedImages.add("a.png");
    var torn = "caf%C".getBytes(StandardCharsets.US_ASCII);
    Files.write(file, torn, StandardOpenOption.APPEND);
    namedImages.add("b.png");
    Files.write(file, new byte[] {(byte) 0xff, '\n'}, StandardOpenOption.APPEND);

    assertThat(new NamedImages(folder).all()).contains("a.png", "b.png");
  }

  /** Who may drop files must not have Reelway write into another one, or read without end. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkInThePlaceOfTheFileIsReplaced() throws IOException {
    var key = Files.writeString(folder.resolve("key"), "secret");
    Files.delete(file);
    Files.createSymbolicLink(file, key);
    var named = new NamedImages(folder);

    named.add("evil.png");

    assertThat(key).hasContent("secret");
    assertThat(named.all()).containsExactly("evil.png");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aPipeInThePlaceOfTheFileIsReplaced() throws Exception {
    Files.delete(file);
    Fifo.in(folder, NamedImages.FILE);

    assertThat(new NamedImages(folder).all()).isEmpty();
  }

  @Test
  void namesOfImagesThatAreGoneAreRemoved() throws IOException {
    Files.writeString(folder.resolve("logo.png"), "image");
    Files.writeString(folder.resolve("fox"), "image");
    Files.write(file, Collections.nCopies(600, "logo.png"), StandardOpenOption.APPEND);
    Files.write(file, Collections.nCopies(600, "gone.png"), StandardOpenOption.APPEND);
    namedImages.add("fox");

    assertThat(namedImages.all()).containsExactlyInAnyOrder("logo.png", "gone.png", "fox");

    assertThat(Files.readAllLines(file)).containsExactlyInAnyOrder("logo.png", "fox");
  }

  /** Another node has removed it while the image was away. */
  @Test
  void aNameThatWasRemovedIsAddedAgain() throws IOException {
    namedImages.add("gone.png");
    Files.write(file, Collections.nCopies(1_200, "gone.png"), StandardOpenOption.APPEND);
    new NamedImages(folder).all();
    assertThat(new NamedImages(folder).all()).isEmpty();

    namedImages.add("gone.png");

    assertThat(new NamedImages(folder).all()).containsExactly("gone.png");
  }

  @Test
  void asManyNamesAsThereAreImagesStay() throws IOException {
    for (int n = 0; n < 1_200; n++) {
      Files.createFile(folder.resolve(n + ".png"));
      Files.writeString(file, n + ".png\n", StandardOpenOption.APPEND);
    }

    assertThat(namedImages.all()).hasSize(1_200);
    assertThat(Files.readAllLines(file)).hasSize(1_200);
  }
}
