package dev.reelway.contracts;

import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.videos.Video;
import com.openai.models.videos.VideoCreateParams;
import com.openai.models.videos.VideoSeconds;
import com.openai.models.videos.VideoSize;
import dev.reelway.stories.Service;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** OpenAI's own client for Java, told another base URL and nothing else. */
abstract class OpenAiJava extends ClientTest {

  private static final Set<Video.Status> ENDS = Set.of(Video.Status.COMPLETED, Video.Status.FAILED);

  protected OpenAIClient client;

  @BeforeAll
  void connect() {
    client = client(licence());
  }

  @AfterAll
  void disconnect() {
    client.close();
  }

  /** A client that tells the first answer, instead of asking again. */
  OpenAIClient client(String licence) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(base())
        .apiKey(licence)
        .maxRetries(0)
        .timeout(Service.PATIENCE)
        .build();
  }

  static VideoCreateParams.Builder video(String prompt) {
    return VideoCreateParams.builder()
        .prompt(prompt)
        .model("tiny")
        .size(VideoSize.of("128x72"))
        .seconds(VideoSeconds.of("1"));
  }

  /** Waits for the video's end and answers it. */
  Video ended(String id) {
    return await("the end of " + id)
        .atMost(Service.PATIENCE)
        .until(() -> client.videos().retrieve(id), video -> ENDS.contains(video.status()));
  }
}
