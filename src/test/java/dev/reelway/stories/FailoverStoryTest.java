package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.database.ReadOnlyServer;
import dev.reelway.job.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A service whose database becomes read-only in mid-run, and takes writes again. */
@ResourceLock(TestDatabase.POSTGRES)
class FailoverStoryTest {

  private static final String ORDER =
      """
      {"prompt": "a lake", "model": "tiny", "size": "128x72", "seconds": 1}
      """;

  private final List<String> accepted = new ArrayList<>();

  @Test
  void ordersAreRefusedWithATimeToRetryAndNoneIsLost(@TempDir Path home) throws Exception {
    var url = TestDatabase.postgresUrl();
    try (var service = Service.start(home, "spring.datasource.url=" + url)) {
      assertThat(order(service).statusCode()).isEqualTo(200);
      var before = accepted.getFirst();

      try (var readOnly = new ReadOnlyServer(url)) {
        var refused = refused(service);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("5");
        assertThat(Service.json(refused).at("/error/code").asText()).isEqualTo("database_away");
        assertThat(Service.json(refused).at("/error/type").asText()).isEqualTo("server_error");

        var ready = service.health("/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(Service.json(ready).at("/components/db/details/writes").asText())
            .isEqualTo("read-only");
        assertThat(service.health("/live").statusCode()).isEqualTo(200);
        assertThat(service.video(before).path("id").asText()).isEqualTo(before);
      }

      await().atMost(Service.PATIENCE).until(() -> order(service).statusCode() == 200);
      await().atMost(Service.PATIENCE).until(() -> service.health("/ready").statusCode() == 200);
      for (var id : accepted) {
        assertThat(service.ended(id).path("status").asText()).isEqualTo("completed");
      }
    }
  }

  /** The first orders wait for the end of the switchover. */
  private HttpResponse<String> refused(Service service) throws Exception {
    var answer = order(service);
    while (answer.statusCode() == 200) {
      answer = order(service);
    }
    return answer;
  }

  private HttpResponse<String> order(Service service) throws Exception {
    var answer = service.post("/sora/v1/videos", ORDER);
    if (answer.statusCode() == 200) {
      accepted.add(Service.json(answer).path("id").asText());
    }
    return answer;
  }
}
