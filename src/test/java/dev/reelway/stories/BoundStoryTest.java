package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Upstreams whose bounds nobody has configured, and one that never answers. */
class BoundStoryTest extends StoryTest {

  private static final String BOB = "bob-key";

  private final Busy three = busy(400).withBound(3);
  private final Busy shared = busy(400).withBound(2);
  private final Busy healthy = busy(100);
  private final CountDownLatch end = new CountDownLatch(1);
  private final HttpServer hanging = hanging();

  @Override
  String[] settings() {
    var upstreams =
        Stream.of(
                upstream("three", three.url()),
                upstream("shared", shared.url()),
                upstream("healthy", healthy.url()),
                upstream("hanging", "http://127.0.0.1:" + hanging.getAddress().getPort()))
            .flatMap(one -> one);
    return Stream.concat(
            upstreams,
            Stream.of(
                "reelway.licences.bob.key=" + BOB,
                "reelway.licences.bob.scopes=videos",
                "reelway.jobs.poll-every=200ms",
                "reelway.jobs.at-once.submit=4"))
        .toArray(String[]::new);
  }

  private static Stream<String> upstream(String name, String url) {
    return Stream.of(
        "reelway.upstreams.%s.dialect=sora".formatted(name),
        "reelway.upstreams.%s.base-url=%s".formatted(name, url),
        "reelway.upstreams.%s.key=k".formatted(name),
        "reelway.models.%s[0].upstream=%s".formatted(name, name),
        "reelway.models.%s[0].model=m".formatted(name));
  }

  @AfterAll
  void stopUpstreams() {
    end.countDown();
    hanging.stop(0);
    Stream.of(three, shared, healthy).forEach(Busy::close);
  }

  @Test
  void allVideosArriveFromAnUpstreamThatRendersThreeAtOnce() throws Exception {
    var ids = ordered("three", "demo", 40);

    for (var id : ids) {
      assertThat(service.ended(id).path("status").asText()).isEqualTo("completed");
    }
    // Once learned, a trial for ten accepted orders, and one more where a trial has misled.
    assertThat(three.refused()).isLessThanOrEqualTo(4 + 40 / 5);
  }

  @Test
  void aSingleOrderIsNotKeptWaitingByTheManyOfAnotherLicence() throws Exception {
    var many = ordered("shared", "demo", 30);
    Awaitility.await().atMost(Service.PATIENCE).until(() -> shared.refused() > 0);

    var single = ordered("shared", BOB, 1).getFirst();

    var done = ended(single, BOB);
    long before = many.stream().filter(id -> endedBy(id, done)).count();
    assertThat(before).isLessThan(20);
  }

  @Test
  void anUpstreamThatHangsTakesNoWorkersFromTheOthers() throws Exception {
    ordered("hanging", "demo", 12);

    for (var id : ordered("healthy", "demo", 3)) {
      assertThat(service.ended(id).path("status").asText()).isEqualTo("completed");
    }
    assertThat(end.getCount()).isEqualTo(1);
  }

  private long ended(String id, String key) {
    var at = new long[1];
    Awaitility.await()
        .atMost(Service.PATIENCE)
        .until(
            () -> {
              var call = service.bare("/sora/v1/videos/" + id).header("Authorization", key);
              var video = Service.json(service.send(call));
              at[0] = video.path("completed_at").asLong();
              return video.path("status").asText().equals("completed");
            });
    return at[0];
  }

  private boolean endedBy(String id, long time) {
    return service.ended(id).path("completed_at").asLong() <= time;
  }

  private List<String> ordered(String model, String key, int count) throws Exception {
    var ids = new ArrayList<String>();
    var order = Map.of("prompt", "a fox", "model", model, "size", "128x72", "seconds", 1);
    for (int i = 0; i < count; i++) {
      var call =
          service
              .bare("/sora/v1/videos")
              .header("Authorization", key)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(Service.JSON.writeValueAsString(order)));
      ids.add(Service.json(service.send(call)).path("id").asText());
    }
    return ids;
  }

  private static Busy busy(long renderMillis) {
    try {
      return new Busy(renderMillis);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes every call and answers none until the end. */
  private HttpServer hanging() {
    try {
      var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", call -> awaitTheEnd());
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitTheEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
