package dev.reelway.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.reelway.library.VideoSources.OwnVideos;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VideoSourcesTest {

  /** A service without videos. */
  private static final OwnVideos NONE =
      new OwnVideos() {
        @Override
        public VideoSource video(String param, String id) {
          throw new AssertionError("is not asked for");
        }

        @Override
        public Optional<VideoSource> link(String param, URI link) {
          return Optional.empty();
        }
      };

  @Test
  void anIndexIsRefusedAndNotDropped() {
    var video = JsonNodeFactory.instance.objectNode().put("id", "video_1").put("index", 1);

    assertThatThrownBy(() -> new VideoSources(NONE).of(new Parameters(Map.of("video", video))))
        .isInstanceOf(OrderRefused.class)
        .hasMessageContaining("to use one of several outputs, send its url");
  }

  @Test
  void aFieldThatNobodyHasFilledInNamesNoVideo() {
    var video =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", " ")
            .put("file_id", "file-1")
            .put("index", "");

    assertThat(new VideoSources(NONE).of(new Parameters(Map.of("video", video))))
        .isEqualTo(new VideoSource.UploadedFile("video.file_id", "file-1"));
  }

  @Test
  void aVideoThatIsNamedTwiceIsRefused() {
    var video =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", "https://videos.example/1.mp4")
            .put("id", "video_1")
            .putNull("file_id");

    assertThatThrownBy(() -> new VideoSources(NONE).of(new Parameters(Map.of("video", video))))
        .isInstanceOf(OrderRefused.class)
        .hasMessage("video.url and video.id both name the video: send only one of them");
  }
}
