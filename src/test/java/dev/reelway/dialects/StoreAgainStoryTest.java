package dev.reelway.dialects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.stories.Service;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An image that came within an upstream's answer is not lost to a sink that is away for a while.
 */
class StoreAgainStoryTest {

  @Test
  void whatIsPaidForIsStoredOnceTheSinkIsBack(@TempDir Path home) throws Exception {
    try (var upstream = new OpenAiFixture();
        var service = Service.start(home, settings(upstream));
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      upstream.play(Fault.NONE);
      var media = home.resolve("outbox/.media");
      Files.createDirectories(media.getParent());
      Files.writeString(media, "a file where a folder belongs");

      Future<HttpResponse<String>> call = callers.submit(() -> ordered(service));
      await().atMost(Service.PATIENCE).until(() -> upstream.orders() == 1);
      Files.delete(media);

      assertThat(Service.json(call.get()).at("/data/0/b64_json").asText()).isNotEmpty();
      assertThat(upstream.orders()).isEqualTo(1);
    }
  }

  private static String[] settings(Fixture upstream) {
    return Stream.concat(Stream.of("reelway.intake.hot-folder.enabled=false"), upstream.settings())
        .toArray(String[]::new);
  }

  private static HttpResponse<String> ordered(Service service) throws Exception {
    var order = Map.of("prompt", "a fox", "model", "openai-image", "response_format", "b64_json");
    return service.post("/sora/v1/images/generations", Call.JSON.writeValueAsString(order));
  }
}
