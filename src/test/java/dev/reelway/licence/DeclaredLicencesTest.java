package dev.reelway.licence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.contracts.LogCapture;
import dev.reelway.setup.ConfigurationRefused;
import dev.reelway.setup.PublicUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;

/** Licences of the configuration whose keys are in files. */
@ExtendWith(LogCapture.class)
class DeclaredLicencesTest {

  private static final Scope SCOPE = Scope.VIDEOS;

  private Path file = Path.of("");
  private DeclaredLicences declared;
  private Licences licences;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    file = Files.writeString(folder.resolve("studio.key"), "k-first\n");
    declared = declare("file:" + file);
    licences = new Licences(declared, null);
  }

  private static DeclaredLicences declare(String key) throws IOException {
    var settings = new LicenceSettings(key, null, Set.of(SCOPE), null, null, null, null);
    var address = InetAddress.getByAddress(new byte[4]);
    var all = new LicenceSettings.ByName(Map.of("studio", settings));
    return new DeclaredLicences(LicenceFactory.licences(all, PublicUrl.of(null), address));
  }

  @Test
  void aKeyInAFileMayBeReplaced() throws IOException {
    var grant = licences.grant(List.of("Bearer k-first"));
    assertThat(grant.mayEnd()).isTrue();

    Files.writeString(file, "k-second");
    declared.refresh();

    assertThat(licences.authenticate(List.of("k-second")).name()).isEqualTo("studio");
    assertThatThrownBy(() -> licences.authenticate(List.of("k-first")))
        .isInstanceOf(LicenceRefused.class);
    assertThatThrownBy(grant::requireValid)
        .isInstanceOf(LicenceRefused.class)
        .hasMessage("This key was replaced by another one. Send the newest key of the licence.");
  }

  @Test
  void theLastKeyCountsWhileTheFileHasNoValidOne(CapturedOutput log) throws IOException {
    for (var wrong : List.of(" \n", "demo", "x".repeat(513))) {
      Files.writeString(file, wrong);
      declared.refresh();
      declared.refresh();
      assertThatCode(() -> licences.grant(List.of("k-first")).requireValid())
          .doesNotThrowAnyException();
    }
    Files.delete(file);
    declared.refresh();
    assertThat(licences.authenticate(List.of("k-first")).name()).isEqualTo("studio");

    assertThat(log.getOut().lines())
        .singleElement()
        .asString()
        .endsWith(
            "reelway.licences.studio.key names the file %s, which is empty. The last one stays"
                    .formatted(file)
                + " in use.");
  }

  @Test
  void aWrongFileIsRefusedAtTheStart() throws IOException {
    Files.writeString(file, "demo");
    assertThatThrownBy(() -> declare("file:" + file))
        .isInstanceOf(ConfigurationRefused.class)
        .hasMessageContaining("because its key is public");
    assertThatThrownBy(() -> declare("file:" + file.resolveSibling("none")))
        .hasMessage(
            "reelway.licences.studio.key names the file %s, which cannot be read."
                .formatted(file.resolveSibling("none")));
    assertThatThrownBy(() -> declare("x".repeat(513)))
        .hasMessage("reelway.licences.studio.key must have at most 512 characters.");
  }

  @Test
  void aKeyInTheConfigurationLasts() throws IOException {
    var fixed = new Licences(declare("k-first"), null);

    assertThat(fixed.grant(List.of("k-first")).mayEnd()).isFalse();
  }
}
