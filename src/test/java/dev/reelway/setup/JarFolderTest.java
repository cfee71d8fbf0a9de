package dev.reelway.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarFolderTest {

  @Test
  void theFolderOfTheJarIsReadForConfiguration(@TempDir Path folder) throws IOException {
    var jar = Files.writeString(folder.resolve("reelway.jar"), "");

    assertThat(JarFolder.configuration(jar.toFile()))
        .isEqualTo(
            Map.of(
                "spring.config.additional-location",
                "optional:" + folder.toAbsolutePath().toFile().toURI()));
  }

  /** The shipped file lies among the classes: read again, it would override the operator's. */
  @Test
  void theFolderOfTheClassesIsNot(@TempDir Path classes) {
    assertThat(JarFolder.configuration(classes.toFile())).isEmpty();
    assertThat(JarFolder.configuration(null)).isEmpty();
    assertThat(JarFolder.configuration()).isEmpty();
  }
}
