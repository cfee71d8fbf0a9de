package dev.reelway.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Random;
import java.util.Scanner;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client can hold of the very server that it is connected to. */
class EntryProtocolTest {

  private static final int MOST = 5;
  private static final int TIMEOUT = 700;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final byte[] LARGE = large();
  private static final Tomcat SERVER = new Tomcat();

  private static final BlockingQueue<HttpServletRequest> UNDER_WAY = new LinkedBlockingQueue<>();
  private static final BlockingQueue<IOException> FAILURES = new LinkedBlockingQueue<>();

  @TempDir static Path home = Path.of("");

  @BeforeAll
  static void start() throws Exception {
    SERVER.setBaseDir(home.toString());
    var protocol = new EntryProtocol();
    protocol.limit(MOST, 100);
    protocol.setConnectionTimeout(TIMEOUT);
    protocol.setMaxSwallowSize(16 << 20);
    var connector = new Connector(protocol);
    connector.setPort(0);
    SERVER.setConnector(connector);
    SERVER.getEngine().getPipeline().addValve(new CallerConnection.Valve());
    var context = SERVER.addContext("", home.toString());
    Tomcat.addServlet(context, "counter", new Counter());
    context.addServletMappingDecoded("/", "counter");
    SERVER.start();
  }

  @AfterAll
  static void stop() throws Exception {
    SERVER.stop();
    SERVER.destroy();
  }

  @Test
  void anAddressHoldsOnlySoManyConnectionsAndAnotherIsNotKeptOut() throws IOException {
    var held = new ArrayList<Socket>();
    try {
      for (int i = 0; i < MOST; i++) {
        held.add(connected("127.0.0.1"));
        assertThat(answer(held.getLast(), GET)).startsWith("HTTP/1.1 200");
      }
      try (var oneMore = connected("127.0.0.1");
          var other = connected("127.0.0.2")) {
        assertThat(oneMore.getInputStream().read()).isEqualTo(-1);
        assertThat(answer(other, GET)).startsWith("HTTP/1.1 200");
      }
      held.removeFirst().close();
      Awaitility.await().atMost(PATIENCE).until(EntryProtocolTest::isTaken);
    } finally {
      for (var socket : held) {
        socket.close();
      }
    }
  }

  private static boolean isTaken() {
    try (var socket = connected("127.0.0.1")) {
      return answer(socket, GET).startsWith("HTTP/1.1 200");
    } catch (IOException closed) {
      return false;
    }
  }

  /** Tomcat reads no further then: the end of the connection cannot be seen. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /unread HTTP/1.1%nHost: x%n%n                            | false false",
        "POST /unread HTTP/1.1%nHost: x%nContent-Length: 3%n%nabc     | false true",
        "POST /unread HTTP/1.1%nHost: x%nContent-Length: 0%n%nGET /   | false true"
      })
  void bytesBehindARequestHideTheEndOfItsConnection(String sent, String seen) throws IOException {
    try (var socket = connected("127.0.0.7");
        var answer = new Scanner(socket.getInputStream(), ISO_8859_1)) {
      socket.getOutputStream().write(sent.replace("%n", "\r\n").getBytes(ISO_8859_1));
      assertThat(answer.findWithinHorizon("(true|false) (true|false)", 2_000)).isEqualTo(seen);
    }
  }

  /** Each byte comes in time, and all of them do not. */
  @Test
  void aHeadMustArriveAsAWholeInTime() throws Exception {
    try (var socket = connected("127.0.0.3")) {
      drip(socket, GET.substring(0, 16) + "X: ".repeat(300));
    }
  }

  @Test
  void aBodyMayNotTrickle() throws Exception {
    try (var socket = connected("127.0.0.4")) {
      var head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));

      drip(socket, "x".repeat(1_000));
    }
  }

  /** The answer has been sent, and its connection is still held. */
  @Test
  void aBodyThatIsNotReadMayNotTrickle() throws Exception {
    try (var socket = connected("127.0.0.6")) {
      var head = "POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n";
      assertThat(answer(socket, head)).startsWith("HTTP/1.1 401");
      socket.getInputStream().skip(socket.getInputStream().available());

      drip(socket, "x".repeat(1_000));
    }
  }

  @Test
  void aBodyThatIsNotReadIsTakenSoThatItsAnswerArrives() throws Exception {
    try (var socket = connected("127.0.0.7")) {
      var head = "POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
      socket.getOutputStream().write(new byte[8_000_000]);

      assertThat(answer(socket, GET)).startsWith("HTTP/1.1 401");
      assertThat(socket.getInputStream().readNBytes(500)).asString().contains("HTTP/1.1 200");
    }
  }

  /** Whether it waits for the caller to send or to read: it does not wait for the timeout. */
  @ParameterizedTest
  @ValueSource(strings = {"POST / HTTP/1.1\r\nContent-Length: 5000\r\n", "GET /long HTTP/1.1\r\n"})
  void aConnectionThatIsCutWakesItsRequest(String head) throws Exception {
    try (var socket = connected("127.0.0.5")) {
      socket
          .getOutputStream()
          .write((head + "Host: x\r\nX-Cut: true\r\n\r\n").getBytes(ISO_8859_1));
      var request = Objects.requireNonNull(UNDER_WAY.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));

      CallerConnection.cut(request);

      assertThat(FAILURES.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isNotNull()
          .isNotInstanceOf(SocketTimeoutException.class);
    }
  }

  /** On one connection, and the requests behind it have been sent before it is answered. */
  @Test
  void aLargeFileIsWholeAndSoAreTheRequestsBehindIt() throws Exception {
    try (var socket = connected("127.0.0.6")) {
      var large = "GET /large HTTP/1.1\r\nHost: x\r\n\r\n";
      var post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\nConnection: close\r\n\r\n";
      var all = large + large + post + "x".repeat(20_000);
      socket.getOutputStream().write(all.getBytes(ISO_8859_1));
      var answers = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

      assertThat(answers.split("HTTP/1.1 200")).hasSize(4);
      assertThat(answers.split(Pattern.quote(new String(LARGE, ISO_8859_1)), -1)).hasSize(3);
      assertThat(answers).endsWith("\r\n\r\n20000");
    }
  }

  /** Sends a byte at a time until the server has had enough. */
  private static void drip(Socket socket, String text) {
    var bytes = text.getBytes(ISO_8859_1);
    var at = new int[1];
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(TIMEOUT / 4, TimeUnit.MILLISECONDS)
        .until(() -> isEnded(socket, bytes[at[0]++]));
    assertThat(at[0]).isLessThan(bytes.length);
  }

  private static boolean isEnded(Socket socket, byte next) {
    try {
      socket.setSoTimeout(1);
      socket.getOutputStream().write(next);
      return socket.getInputStream().read() >= -1;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException closed) {
      return true;
    }
  }

  private static byte[] large() {
    var letters = new Random(1).ints(300_001, 'a', 'z' + 1);
    return letters
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString()
        .getBytes(ISO_8859_1);
  }

  private static Socket connected(String from) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress("127.0.0.1", SERVER.getConnector().getLocalPort()));
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  private static String answer(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    return new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
  }

  /** Answers how much it was sent. */
  private static final class Counter extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      doPost(request, response);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getRequestURI().equals("/refused")) {
        response.setStatus(401);
        return;
      }
      if (request.getHeader("X-Cut") == null) {
        answer(request, response);
        return;
      }
      UNDER_WAY.add(request);
      try {
        answer(request, response);
      } catch (IOException failed) {
        FAILURES.add(Objects.requireNonNullElse((IOException) failed.getCause(), failed));
        throw failed;
      }
    }

    private static void answer(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      try (InputStream body = request.getInputStream()) {
        if (request.getRequestURI().equals("/large")) {
          CallerConnection.prepareForFile(request, response, LARGE.length);
          response.setContentLength(LARGE.length);
          response.getOutputStream().write(LARGE);
        } else if (request.getRequestURI().equals("/unread")) {
          boolean closed = CallerConnection.isClosed(request);
          response.getWriter().print(closed + " " + CallerConnection.isHidden(request));
        } else if (request.getRequestURI().equals("/long")) {
          response.getOutputStream().write(new byte[64 << 20]);
        } else {
          response.getWriter().print(body.readAllBytes().length);
        }
      }
    }
  }
}
