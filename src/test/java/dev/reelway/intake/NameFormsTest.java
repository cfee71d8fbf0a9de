package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A letter with a mark is one character on Windows and Linux, and two on macOS. */
class NameFormsTest {

  private static final String NFC = "caf\u00e9";
  private static final String NFD = "cafe\u0301";

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({"caf\u00e9, cafe\u0301", "cafe\u0301, caf\u00e9", "caf\u00e9, caf\u00e9", "dog, dog"})
  void optionsAndMarkersFindTheirFile(String file, String companion) throws IOException {
    var full = Files.createFile(folder.resolve(companion + ".csv.options.yaml"));
    var marker = Files.createFile(folder.resolve(companion + ".csv.done"));
    var claimed = DroppedFile.at(folder.resolve("working/b/" + file + ".csv"));

    assertThat(claimed.optionsIn(folder)).contains(full);
    assertThat(NameForms.companion(folder, file + ".csv", ".done")).contains(marker);
    assertThat(accepts(Files.createFile(folder.resolve(file + ".csv")))).isTrue();

    Files.delete(full);
    var shorter = Files.createFile(folder.resolve(companion + ".options.yml"));
    assertThat(claimed.optionsIn(folder)).contains(shorter);
  }

  @Test
  void whatIsNamedExactlyGoesFirst() throws IOException {
    var exact = Files.createFile(folder.resolve(NFD + ".options.yaml"));
    Files.createFile(folder.resolve(NFC + ".csv.options.yaml"));

    assertThat(DroppedFile.at(folder.resolve("working/b/" + NFD + ".csv")).optionsIn(folder))
        .contains(exact);
  }

  @Test
  void aTwinKeepsWhatIsNamedAfterIt() throws IOException {
    var twin = Files.createFile(folder.resolve(NFC + ".csv"));
    var other = Files.createFile(folder.resolve(NFD + ".csv"));
    Files.createFile(folder.resolve(NFC + ".csv.done"));
    Files.createFile(folder.resolve(NFC + ".csv.options.yaml"));

    assertThat(accepts(twin)).isTrue();
    assertThat(accepts(other)).isFalse();
    assertThat(DroppedFile.at(folder.resolve("working/b/" + NFD + ".csv")).optionsIn(folder))
        .isEmpty();
  }

  private boolean accepts(Path path) {
    var file = new GenericFile<File>();
    file.setFile(path.toFile());
    file.setFileNameOnly(path.getFileName().toString());
    return new StableFileFilter(500, ".done", name -> false, new SettableClock()).accept(file);
  }

  // Images.

  @ParameterizedTest
  @CsvSource({"caf\u00e9.png, cafe\u0301.png", "cafe\u0301.png, caf\u00e9.png"})
  void anImageIsFoundInEitherForm(String named, String file) throws IOException {
    image(file);

    assertThat(images().named(named)).isPresent();
  }

  @Test
  void anImageThatIsNamedExactlyGoesFirst() throws IOException {
    image(NFC + ".png");
    image(NFD + ".png");

    for (var name : new String[] {NFC + ".png", NFD + ".png"}) {
      assertThat(images().named(name).orElseThrow().fileName()).isEqualTo(name);
    }
  }

  private void image(String name) throws IOException {
    var file = Files.writeString(folder.resolve(name), "image");
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
  }

  private InboxImages images() {
    return new InboxImages(folder, Duration.ofMillis(500), new SettableClock());
  }
}
