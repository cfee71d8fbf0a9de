package dev.reelway.sandbox.paint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SceneTest {

  private static final Scene HARBOUR = new Scene("a harbour", 1280, 720, 10, false, null);

  @Test
  void equalScenesHaveEqualFingerprints() {
    var twin = new Scene("a harbour", 1280, 720, 10, false, null);

    assertThat(twin.fingerprint()).isEqualTo(HARBOUR.fingerprint()).matches("[0-9a-f]{64}");
  }

  @Test
  void everyParameterCountsInTheFingerprint() {
    var scenes =
        Stream.of(
            HARBOUR,
            new Scene("a harbor", 1280, 720, 10, false, null),
            new Scene("a harbour", 720, 1280, 10, false, null),
            new Scene("a harbour", 1280, 1280, 10, false, null),
            new Scene("a harbour", 1280, 720, 11, false, null),
            new Scene("a harbour", 1280, 720, 10, true, null),
            new Scene("a harbour", 1280, 720, 10, false, HARBOUR),
            HARBOUR.numbered(1),
            HARBOUR.startingFrom(List.of("a")),
            HARBOUR.startingFrom(List.of("b")),
            HARBOUR.startingFrom(List.of("a", "b")),
            HARBOUR.startingFrom(List.of("b", "a")),
            new Scene(
                "a harbour", 1280, 720, 10, false, new Scene("sea", 1280, 720, 10, false, null)));

    assertThat(scenes.map(Scene::fingerprint)).doesNotHaveDuplicates();
  }

  @Test
  void aPromptCannotPassForAnotherSize() {
    var plain = new Scene("x\ny", 1280, 720, 10, false, null);
    var remix = new Scene("y", 1280, 720, 10, false, new Scene("x", 1280, 720, 10, false, null));

    assertThat(plain.fingerprint()).isNotEqualTo(remix.fingerprint());
  }

  @Test
  void aSceneIsReadAsItWasWritten() throws IOException {
    var json = new ObjectMapper();
    var scene = HARBOUR.startingFrom(List.of("a", "b")).numbered(2);

    assertThat(json.readValue(json.writeValueAsBytes(scene), Scene.class)).isEqualTo(scene);
  }

  @Test
  void aSceneStoredBeforeImagesExistedStartsFromNone() throws IOException {
    var written =
        "{'prompt':'a"
            + " harbour','width':1280,'height':720,'seconds':10,'watermark':false,'from':null}";

    assertThat(new ObjectMapper().readValue(written.replace('\'', '"'), Scene.class))
        .isEqualTo(HARBOUR);
  }

  @ParameterizedTest
  @CsvSource({"1281, 720, 10", "1280, 719, 10", "62, 720, 10", "1280, 4098, 10"})
  void aSideIsEvenAndWithinBounds(int width, int height, int seconds) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scene("a harbour", width, height, seconds, false, null))
        .withMessageContaining("width and height must be even");
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "121"})
  void aVideoLastsAtMostTwoMinutes(int seconds) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scene("a harbour", 1280, 720, seconds, false, null))
        .withMessageContaining("from 1 to 120");
  }
}
