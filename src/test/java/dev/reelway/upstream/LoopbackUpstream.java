package dev.reelway.upstream;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/**
 * An upstream of a test, on loopback: plain sockets, so that it can also hang up as no server
 * would.
 */
final class LoopbackUpstream implements AutoCloseable {

  private final ServerSocket door;
  private final List<Request> received = new ArrayList<>();
  private final Queue<Answer> answers = new ArrayDeque<>();

  /**
   * What arrived.
   *
   * @param target path and query as they stood in the request line
   * @param headers by name, ignoring case
   */
  record Request(String method, String target, Map<String, String> headers, String body) {}

  /** The literal response, sent before the connection is closed. */
  record Answer(byte[] bytes, Ending ending) {}

  /** How the line is closed. */
  enum Ending {
    /** As a server closes it when all is said. */
    HANG_UP,
    /** As a crash closes it. */
    RESET
  }

  LoopbackUpstream() throws IOException {
    this.door = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().name("loopback-upstream").start(this::serve);
  }

  /** {@code 127.0.0.1} and the port. */
  String authority() {
    return "127.0.0.1:" + door.getLocalPort();
  }

  /** Forgets what was, and answers this from now on: one answer a request, then nothing. */
  synchronized void answers(Collection<Answer> next) {
    received.clear();
    answers.clear();
    answers.addAll(next);
  }

  synchronized List<Request> received() {
    return List.copyOf(received);
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        var line = door.accept();
        Thread.startVirtualThread(() -> converse(line));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void converse(Socket line) {
    try (line) {
      line.setSoTimeout(2_000);
      var request = read(new BufferedInputStream(line.getInputStream()));
      var answer = next(request);
      line.getOutputStream().write(answer.bytes());
      line.getOutputStream().flush();
      if (answer.ending() == Ending.RESET) {
        line.setSoLinger(true, 0);
      }
    } catch (IOException gone) {
      // The other side has left, or does not speak HTTP.
    }
  }

  private synchronized Answer next(Request request) {
    received.add(request);
    var answer = answers.poll();
    return answer == null ? new Answer(new byte[0], Ending.HANG_UP) : answer;
  }

  private static Request read(InputStream in) throws IOException {
    var start = line(in).split(" ", 3);
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    for (var header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.merge(
          header.substring(0, colon), header.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
    }
    return new Request(start[0], start[1], headers, body(in, headers));
  }

  private static String body(InputStream in, Map<String, String> headers) throws IOException {
    var body = new ByteArrayOutputStream();
    if (headers.containsKey("Transfer-Encoding")) {
      for (int size = chunk(in); size > 0; size = chunk(in)) {
        body.write(in.readNBytes(size));
        line(in);
      }
      line(in);
    } else {
      body.write(in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0"))));
    }
    return body.toString(StandardCharsets.UTF_8);
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(line(in).split(";", 2)[0], 16);
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
