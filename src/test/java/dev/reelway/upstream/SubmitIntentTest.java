package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.reelway.contracts.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The intent of a submit is recorded between connecting and writing its paid request. */
class SubmitIntentTest {

  private static final String KEY = "Idempotency-key"; // As Java's server writes it.
  private static final List<String> NONE = List.of("none");

  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicInteger recorded = new AtomicInteger();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final HttpServer server = started();
  private final CloseableHttpClient client = client();

  @AfterEach
  void stop() throws IOException {
    SubmitIntent.end();
    client.close();
    server.stop(0);
  }

  @Test
  void theIntentIsRecordedOnceAndBeforeTheRequestArrives() throws IOException {
    SubmitIntent.begin(
        null,
        () -> {
          assertThat(arrived).hasValue(0);
          recorded.incrementAndGet();
        });

    send(new HttpPost(url()));
    send(new HttpPost(url()));

    assertThat(recorded).hasValue(1);
    assertThat(arrived).hasValue(2);
  }

  @Test
  void aSafeRequestAndAFreeOneDoNotRecordTheIntent() throws IOException {
    SubmitIntent.begin(null, recorded::incrementAndGet);

    send(new HttpGet(url()));
    new Submissions().nextIsFree();
    send(new HttpPost(url()));
    assertThat(recorded).hasValue(0);

    send(new HttpPost(url()));
    assertThat(recorded).hasValue(1);
  }

  @Test
  void anOrderCarriesItsKeyWhateverItsDialectSends() throws IOException {
    SubmitIntent.begin(new SubmitKey("video_1", "video_1", true), recorded::incrementAndGet);
    var own = new HttpPost(url());
    own.setHeader("Idempotency-Key", "of the dialect");

    send(new HttpGet(url()));
    new Submissions().nextIsFree();
    send(new HttpPost(url()));
    send(new HttpPost(url()));
    send(own);

    assertThat(keys).containsExactly("none", "none", "video_1", "of the dialect");
  }

  /** The answer to the first one belongs to the job's id. */
  @Test
  void anOrderWithAnotherBodyCarriesAnotherKeyThanTheJobsId() throws IOException {
    SubmitIntent.begin(new SubmitKey("video_1", "video_1-2", false), recorded::incrementAndGet);
    var own = new HttpPost(url());
    own.setHeader("Idempotency-Key", "video_1");

    send(own);
    send(new HttpPost(url()));

    assertThat(keys).containsExactly("video_1-2", "none");
  }

  @Test
  void withoutAListenerTheIntentIsNotRecorded() throws IOException {
    int nobody = Ports.free();
    SubmitIntent.begin(null, recorded::incrementAndGet);

    assertThatThrownBy(() -> send(new HttpPost("http://127.0.0.1:" + nobody)))
        .isInstanceOf(IOException.class);

    assertThat(recorded).hasValue(0);
  }

  @Test
  void withoutATlsHandshakeTheIntentIsNotRecorded() throws Exception {
    try (var closing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var hangsUp = Thread.ofVirtual().start(() -> hangUp(closing));
      SubmitIntent.begin(null, recorded::incrementAndGet);

      var url = "https://127.0.0.1:" + closing.getLocalPort();
      assertThatThrownBy(() -> send(new HttpPost(url))).isInstanceOf(IOException.class);

      hangsUp.join();
      assertThat(recorded).hasValue(0);
    }
  }

  private static void hangUp(ServerSocket server) {
    try (var caller = server.accept()) {
      caller.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFailedCommitSendsNoRequestAndKeepsNoConnection() throws IOException {
    SubmitIntent.begin(
        null,
        () -> {
          throw new IllegalStateException("the database is away");
        });

    for (int n = 0; n < 30; n++) {
      assertThatThrownBy(() -> send(new HttpPost(url()))).hasMessage("the database is away");
    }
    assertThat(arrived).hasValue(0);
    SubmitIntent.end();

    send(new HttpPost(url()));
    assertThat(arrived).hasValue(1);
  }

  private void send(HttpUriRequestBase request) throws IOException {
    client.execute(request, answer -> answer.getCode());
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private static CloseableHttpClient client() {
    var builder = HttpClientBuilder.create();
    new NoRetryHttpClient().configureHttpClient(builder);
    return builder.build();
  }

  private HttpServer started() {
    try {
      var started = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      started.createContext(
          "/",
          call -> {
            arrived.incrementAndGet();
            keys.add(String.join(",", call.getRequestHeaders().getOrDefault(KEY, NONE)));
            call.sendResponseHeaders(200, -1);
            call.close();
          });
      started.start();
      return started;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
