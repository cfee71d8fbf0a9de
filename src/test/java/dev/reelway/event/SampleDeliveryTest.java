package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.reelway.SettableClock;
import dev.reelway.event.SampleDelivery.SampleResult;
import dev.reelway.event.WebhookEndpoint.EndpointTerms;
import dev.reelway.net.WebhookClient;
import dev.reelway.stories.Service;
import dev.reelway.trace.Traces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SampleDeliveryTest {

  private final EndpointSecrets secrets = new EndpointSecrets(() -> new byte[32]);
  private final WebhookClient client =
      new WebhookClient(Set.of("127.0.0.1"), Service.PATIENCE, Traces.OFF);
  private final SampleDelivery samples =
      new SampleDelivery(client, secrets, 2, new SettableClock());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch answered = new CountDownLatch(1);
  private final AtomicInteger received = new AtomicInteger();
  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);

  SampleDeliveryTest() throws IOException {
    server.setExecutor(threads);
    server.createContext(
        "/",
        call -> {
          received.incrementAndGet();
          waitForTheAnswer();
          call.sendResponseHeaders(204, -1);
          call.close();
        });
    server.start();
  }

  private void waitForTheAnswer() {
    try {
      answered.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    answered.countDown();
    server.stop(0);
    client.close();
    threads.close();
  }

  @Test
  void aLicenceHasFewSamplesUnderWayAtOnce() {
    var anns = endpoint("ann", secrets);
    var two =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> send(anns), threads))
            .limit(2)
            .toList();
    await().atMost(Service.PATIENCE).until(() -> received.get() == 2);

    assertThat(send(anns)).isEqualTo(new SampleResult.TooMany(2));

    answered.countDown();
    assertThat(two).allMatch(one -> one.join().equals(new SampleResult.Answered(204)));
    assertThat(send(anns)).isEqualTo(new SampleResult.Answered(204));
    assertThat(send(endpoint("bob", secrets))).isEqualTo(new SampleResult.Answered(204));
  }

  @Test
  void nothingIsSentWithASecretThatTheEndpointDoesNotKnow() {
    var other = new EndpointSecrets(() -> new byte[] {1});

    assertThat(send(endpoint("ann", other)))
        .isEqualTo(new SampleResult.NotAnswered(Destination.Finder.OTHER_SECRET));
    assertThat(received).hasValue(0);
  }

  private SampleResult send(WebhookEndpoint endpoint) {
    return samples.send(endpoint, "video.completed");
  }

  private WebhookEndpoint endpoint(String licence, EndpointSecrets made) {
    var url = "http://127.0.0.1:%d/hook".formatted(server.getAddress().getPort());
    return new WebhookEndpoint(
        "whe_" + "0".repeat(32),
        licence,
        new EndpointTerms("A", url, Event.TYPES, true),
        made.first(),
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
