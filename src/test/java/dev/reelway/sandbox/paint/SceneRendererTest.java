package dev.reelway.sandbox.paint;

import static dev.reelway.sandbox.Reel.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.within;

import dev.reelway.sandbox.Poster;
import dev.reelway.sandbox.Reel;
import java.awt.Color;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SceneRendererTest {

  private static final double HALF_A_FRAME = 1.0 / 24;
  private static final Scene HARBOUR = new Scene("a quiet harbour", 448, 256, 2, false, null);
  private static final Scene FOREST = new Scene("a loud forest", 448, 256, 3, false, HARBOUR);

  private final Path folder;
  private final ImageStore imageStore;
  private final SceneRenderer sceneRenderer;

  SceneRendererTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.imageStore = new ImageStore(folder.resolve("references"), Clock.systemUTC());
    this.sceneRenderer = new SceneRenderer(imageStore);
  }

  @ParameterizedTest
  @CsvSource({"720, 1280, 3", "1280, 720, 2", "1024, 1792, 1", "1080, 1920, 1", "270, 482, 60"})
  void aVideoHasTheSizeAndDurationOfItsScene(int width, int height, int seconds)
      throws IOException {
    var reel = video(new Scene("a quiet harbour", width, height, seconds, true, null));

    assertThat(reel.frames()).hasSize(12 * seconds);
    assertThat(reel.first().getWidth()).isEqualTo(width);
    assertThat(reel.first().getHeight()).isEqualTo(height);
    assertThat(reel.seconds())
        .hasSize(3)
        .allSatisfy(found -> assertThat(found).isCloseTo(seconds, within(HALF_A_FRAME)));
  }

  @Test
  void aVideoIsPlainH264() throws IOException {
    var reel = video(HARBOUR);

    assertThat(reel.codec()).isEqualTo("h264");
    assertThat(reel.pixelFormat()).isEqualTo(avutil.AV_PIX_FMT_YUV420P);
  }

  @Test
  void aVideoHasAQuietTone() throws IOException {
    var reel = video(HARBOUR);

    assertThat(reel.channels()).isEqualTo(1);
    assertThat(reel.peak()).isBetween(0.01f, 0.1f);
  }

  @Test
  void theIndexOfAVideoPrecedesItsFrames() throws IOException {
    var target = folder.resolve("video.part");

    sceneRenderer.video(HARBOUR, target);

    assertThat(boxes(target)).startsWith("ftyp", "moov").endsWith("mdat");
  }

  @Test
  void aVideoReplacesAnExistingFile() throws IOException {
    var target = Files.write(folder.resolve("video.part"), new byte[2_000_000]);

    sceneRenderer.video(HARBOUR, target);

    assertThat(Reel.of(target).frames()).hasSize(24);
  }

  @Test
  void aVideoInAMissingFolderIsRefused() {
    assertThatIOException()
        .isThrownBy(() -> sceneRenderer.video(HARBOUR, folder.resolve("nowhere/video.mp4")));
  }

  @Test
  void theClockRuns() throws IOException {
    var reel = video(new Scene("a quiet harbour", 960, 544, 2, false, null));
    var corner = new Rectangle(865, 38, 54, 12);

    for (int i = 2; i < reel.frames().size(); i++) {
      assertThat(difference(reel.frames().get(i - 2), reel.frames().get(i), corner))
          .as("frame %d", i)
          .isGreaterThan(2);
    }
  }

  @Test
  void theSameSceneGivesTheSameVideo() throws IOException {
    sceneRenderer.video(FOREST, folder.resolve("one"));
    sceneRenderer.video(FOREST, folder.resolve("other"));

    assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("other"));
  }

  @Test
  void everyFrameOfAMarkedRemixIsMarked() throws IOException {
    var marked = video(new Scene("a loud forest", 448, 256, 3, true, HARBOUR));
    var plain = video(FOREST);

    for (int i = 0; i < plain.frames().size(); i++) {
      var corner = new Rectangle(10, 8, 80, 20);
      assertThat(difference(plain.frames().get(i), marked.frames().get(i), corner))
          .as("frame %d", i)
          .isGreaterThan(10);
    }
  }

  @Test
  void aRemixStartsWhereItsSourceEnded() throws IOException {
    var end = video(HARBOUR).last();
    var remix = video(FOREST);

    assertThat(difference(end, remix.first())).isLessThan(4);
    assertThat(difference(end, remix.frames().get(12))).isGreaterThan(10);
    assertThat(difference(end, remix.last())).isGreaterThan(10);
  }

  @Test
  void aRemixOfAnotherShapeKeepsItsOwn() throws IOException {
    var reel = video(new Scene("a loud forest", 256, 448, 1, false, HARBOUR));

    assertThat(reel.first().getWidth()).isEqualTo(256);
    assertThat(reel.first().getHeight()).isEqualTo(448);
  }

  @Test
  void aVideoStartsFromItsImageAndFadesOut() throws IOException {
    var names = imageStore.keep(List.of(Poster.given(50, 80, Color.RED)));
    var reel = video(new Scene("a loud forest", 448, 256, 3, false, null).startingFrom(names));
    var plain = video(new Scene("a loud forest", 448, 256, 3, false, null));
    var sky = new Rectangle(100, 60, 100, 60);

    var first = new Color(reel.first().getRGB(130, 80));
    assertThat(first.getRed()).isGreaterThan(240);
    assertThat(first.getGreen()).isLessThan(15);
    assertThat(difference(reel.frames().get(12), plain.frames().get(12), sky)).isGreaterThan(10);
    assertThat(difference(reel.frames().get(26), plain.frames().get(26), sky)).isLessThan(4);
  }

  @Test
  void aShortVideoNoLongerShowsItsImageAtItsEnd() throws IOException {
    var names = imageStore.keep(List.of(Poster.given(50, 80, Color.RED)));
    var reel = video(new Scene("a loud forest", 448, 256, 1, false, null).startingFrom(names));

    assertThat(new Color(reel.first().getRGB(130, 80)).getRed()).isGreaterThan(240);
    assertThat(difference(reel.first(), reel.last())).isGreaterThan(20);
  }

  @Test
  void aThumbnailShowsTheFirstFrame() throws IOException {
    var scene = new Scene("a quiet harbour", 480, 270, 1, true, null);

    var thumbnail = Reel.of(sceneRenderer.thumbnail(scene)).first();

    assertThat(difference(thumbnail, video(scene).first())).isLessThan(4);
  }

  private Reel video(Scene scene) throws IOException {
    var target = folder.resolve(scene.fingerprint());
    sceneRenderer.video(scene, target);
    return Reel.of(target);
  }

  private static List<String> boxes(Path video) throws IOException {
    var bytes = ByteBuffer.wrap(Files.readAllBytes(video));
    var names = new ArrayList<String>();
    for (int at = 0; at < bytes.limit(); at += bytes.getInt(at)) {
      names.add(StandardCharsets.US_ASCII.decode(bytes.slice(at + 4, 4)).toString());
    }
    return names;
  }
}
