package dev.reelway.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.reelway.SettableClock;
import dev.reelway.net.Downloader;
import dev.reelway.order.OrderRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A caller waits for all links of its order together. */
class LinkDownloadsTest {

  private static final byte[] BYTES = {1, 2, 3};

  private final HttpServer server;
  private final URI link;
  private final Downloader downloader;
  private final SettableClock clock = new SettableClock();
  private final LinkDownloads linkDownloads;
  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

  LinkDownloadsTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var host = "127.0.0.1:" + server.getAddress().getPort();
    link = URI.create("http://" + host + "/image.png");
    downloader = new Downloader(Set.of(host));
    linkDownloads = new LinkDownloads(downloader, clock);
  }

  @BeforeEach
  void serve() {
    server.createContext(
        "/",
        call -> {
          call.sendResponseHeaders(200, BYTES.length);
          call.getResponseBody().write(BYTES);
          call.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    downloader.close();
    server.stop(0);
  }

  @Test
  void linksAreFetchedAsLongAsThereIsTime() throws IOException {
    exchange.setVariable("linkTime", linkDownloads.begin());
    assertThat(fetched()).isEqualTo(BYTES);
    clock.passes(Duration.ofSeconds(119));
    assertThat(fetched()).isEqualTo(BYTES);
    clock.passes(Duration.ofSeconds(1));

    assertThatThrownBy(this::fetched)
        .isInstanceOfSatisfying(
            OrderRefused.class,
            refused ->
                assertThat(refused)
                    .hasMessage(
                        "image[1] cannot be fetched: the links of an order may take 120 seconds"
                            + " together"));
  }

  @Test
  void aLinkThatNoCallerWaitsForHasItsOwnTimeAlone() throws IOException {
    clock.passes(Duration.ofDays(1));

    assertThat(fetched()).isEqualTo(BYTES);
  }

  private byte[] fetched() throws IOException {
    try (var open = linkDownloads.open("image[1]", link, 100, exchange)) {
      return open.body().readAllBytes();
    }
  }
}
