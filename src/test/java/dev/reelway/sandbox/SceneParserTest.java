package dev.reelway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.media.VideoInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SceneParserTest {

  @ParameterizedTest
  @CsvSource({
    "1280, 720, 1280, 720",
    "3840, 2160, 1920, 1080",
    "2160, 3840, 1080, 1920",
    "4096, 4096, 1920, 1920",
    "4096, 65, 1920, 64",
    "127, 71, 126, 70"
  })
  void aLargeSceneKeepsItsShape(int width, int height, int across, int down) {
    var scene = SceneParser.ofFile(new VideoInfo("a", "video/mp4", 1, width, height, 2));

    assertThat(scene.width()).isEqualTo(across);
    assertThat(scene.height()).isEqualTo(down);
  }
}
