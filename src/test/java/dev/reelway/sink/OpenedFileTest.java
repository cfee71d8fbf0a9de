package dev.reelway.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;

class OpenedFileTest {

  private static final byte[] BYTES = "the bytes of a video".getBytes(UTF_8);
  private static final long MANY = 1L << 30;
  private static final Asset ASSET =
      new Asset("shelf", "a/video_1.mp4", "video/mp4", BYTES.length, "0".repeat(64), null);

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final DefaultExchange exchange = new DefaultExchange(camel);
  private final Path file;

  OpenedFileTest(@TempDir Path folder) throws IOException {
    this.file = Files.write(folder.resolve("elsewhere"), BYTES);
  }

  @BeforeEach
  void start() {
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  @Test
  void everyKindOfBodyIsTheSameFile() throws Exception {
    for (var body : bodies().toList()) {
      var opened = opened(body);

      assertThat(opened.exists()).as(body.getClass().getName()).isTrue();
      assertThat(opened.getFilename()).isEqualTo("video_1.mp4");
      assertThat(opened.contentLength()).isEqualTo(BYTES.length);
      assertThat(opened.getContentAsByteArray()).isEqualTo(BYTES);
    }
  }

  private Stream<Object> bodies() {
    var local = new GenericFile<>();
    local.setFile(file.toFile());
    var remote = new GenericFile<>();
    remote.setFile("a server's own");
    remote.setBody(BYTES);
    return Stream.of(
        BYTES,
        new String(BYTES, UTF_8),
        file,
        file.toFile(),
        local,
        remote,
        ByteBuffer.wrap(BYTES),
        new StringReader(new String(BYTES, UTF_8)),
        new ByteArrayInputStream(BYTES),
        new InputStreamCache(BYTES),
        new ByteArrayResource(BYTES),
        new InputStreamResource(new ByteArrayInputStream(BYTES)));
  }

  @Test
  void whatHoldsNoBytesIsRefusedInOneSentence() {
    for (var body : new Object[] {List.of(BYTES), Map.of("a", 1), new Object()}) {
      assertThatThrownBy(() -> opened(body))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "The sink shelf opened a file as %s, which cannot be read as bytes. Answer bytes, a file, an InputStream or a Resource."
                  .formatted(body.getClass().getName()));
    }
  }

  @Test
  void whatIsNotThereDoesNotExist() throws Exception {
    var gone = new HttpOperationFailedException("http://a", 410, "Gone", null, Map.of(), "");

    assertThat(opened(null).exists()).isFalse();
    assertThat(opened(file.resolveSibling("none")).exists()).isFalse();
    assertThat(opened(new IOException(new NoSuchFileException("none"))).exists()).isFalse();
    assertThat(opened(gone).exists()).isFalse();
    assertThat(openedFile().file("no such file", 404).exists()).isFalse();
  }

  @Test
  void whateverElseASinkThrowsIsThrown() {
    var failed = new HttpOperationFailedException("http://a", 503, "Away", null, Map.of(), "");
    var away = new SinkUnavailable("The server is away.", new IOException());

    assertThatThrownBy(() -> opened(failed)).isSameAs(failed);
    assertThatThrownBy(() -> opened(away)).isSameAs(away);
    assertThatThrownBy(() -> openedFile().file("an error page", 500))
        .hasMessage("The sink shelf answered with HTTP status 500.");
  }

  @Test
  void aStreamIsReadOnceAndClosedWithItsExchange() throws Exception {
    var source = new Video.Source(BYTES, 1_000);
    var opened = opened(source);
    opened.getInputStream();

    assertThatThrownBy(opened::getInputStream).hasMessageContaining("can be read only once");
    assertThat(source.closed).isFalse();
    exchange.getExchangeExtension().handoverCompletions().forEach(one -> one.onComplete(exchange));
    assertThat(source.closed).isTrue();
  }

  @Test
  void aStreamThatIsShorterOrLongerFailsBeforeItsEnd() throws Exception {
    var shorter = new Video.Source("the bytes".getBytes(UTF_8), 1_000);
    var longer = new Video.Source("the bytes of a video and more".getBytes(UTF_8), 1_000);

    assertThatThrownBy(() -> opened(shorter).getContentAsByteArray())
        .isInstanceOf(EOFException.class)
        .hasMessage("a/video_1.mp4 ends after 9 of 20 bytes");
    assertThatThrownBy(() -> opened(longer).getContentAsByteArray())
        .hasMessage("a/video_1.mp4 has more than its 20 bytes");
  }

  @Test
  void theBodyOfARefusalIsClosed() {
    var page = new Video.Source(BYTES, 1_000);

    assertThatThrownBy(() -> openedFile().file(page, 500)).isInstanceOf(IOException.class);

    assertThat(page.closed).isTrue();
  }

  @Test
  void aStreamThatIsOpenedTooLateDoesNotExist() throws Exception {
    var late =
        new InputStreamResource(
            () -> {
              throw new NoSuchFileException("none");
            });

    assertThat(opened(late).exists()).isFalse();
  }

  @Test
  void whatNobodyReadsOfAnHttpAnswerIsNotFetched() throws Exception {
    var sent = new AtomicLong();
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", call -> endless(call, sent));
    server.start();
    try {
      int port = server.getAddress().getPort();
      var url = "http:127.0.0.1:%d?disableStreamCache=true".formatted(port);
      try (var producer = camel.getEndpoint(url).createProducer()) {
        producer.start();
        producer.process(exchange);
      }
      var in = opened(exchange.getMessage().getBody()).getInputStream();
      assertThat(in.read()).isZero();
      in.close();
    } finally {
      server.stop(0);
    }
    assertThat(sent).hasValueLessThan(MANY / 2);
  }

  private static void endless(HttpExchange call, AtomicLong sent) throws IOException {
    try (call) {
      call.sendResponseHeaders(200, MANY);
      for (; sent.get() < MANY; sent.addAndGet(1 << 16)) {
        call.getResponseBody().write(new byte[1 << 16]);
      }
    }
  }

  @Test
  void aStreamIsSkippedToARange() throws Exception {
    try (var in = opened(new ByteArrayInputStream(BYTES)).getInputStream()) {
      in.skipNBytes(4);
      assertThat(in.readNBytes(5)).isEqualTo("bytes".getBytes(UTF_8));
    }
  }

  private Resource opened(@Nullable Object body) throws Exception {
    return openedFile().file(body, null);
  }

  private OpenedFile openedFile() {
    return new OpenedFile(ASSET, exchange);
  }
}
