package dev.reelway.contracts;

import dev.reelway.leaks.Leaks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands before a service on loopback, passes every byte on as it comes, both ways, and keeps it.
 * Nothing is waited for and nothing is rewritten, the {@code Host} neither: links that the service
 * makes of it lead through here too.
 */
public final class RecordingProxy implements AutoCloseable {

  private final ServerSocket door;
  private final int service;
  private final List<Line> lines = new CopyOnWriteArrayList<>();

  private RecordingProxy(ServerSocket door, int service) {
    this.door = door;
    this.service = service;
  }

  /**
   * Opens a proxy.
   *
   * @param service the port of the service
   */
  public static RecordingProxy before(int service) throws IOException {
    var door = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    var proxy = new RecordingProxy(door, service);
    Thread.ofVirtual().name("recording-proxy").start(proxy::serve);
    return proxy;
  }

  /** Where callers find it. */
  public int port() {
    return door.getLocalPort();
  }

  /** All calls so far that have at least the head of an answer, by the line they came on. */
  public List<Passed> passed() {
    return lines.stream().flatMap(line -> line.passed().stream()).toList();
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        var line = new Line(door.accept());
        lines.add(line);
        Thread.startVirtualThread(() -> line.open(service));
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** No error may name a secret; other answers have links, and some of them keys. */
  private void searchErrors() {
    passed().stream()
        .map(Passed::answer)
        .filter(answer -> answer.status() >= 400)
        .map(answer -> new String(answer.body(), StandardCharsets.UTF_8))
        .forEach(body -> Leaks.search("an error that was answered", body));
  }

  @Override
  public void close() throws IOException {
    searchErrors();
    door.close();
    lines.forEach(Line::close);
  }

  /** A connection of a caller, and ours to the service. */
  private static final class Line {

    private final Socket caller;
    private final Socket service = new Socket();
    private final ByteArrayOutputStream asked = new ByteArrayOutputStream();
    private final ByteArrayOutputStream answered = new ByteArrayOutputStream();
    private volatile boolean ended;

    Line(Socket caller) {
      this.caller = caller;
    }

    List<Passed> passed() {
      boolean over = ended;
      return Transcript.of(asked.toByteArray(), answered.toByteArray(), over);
    }

    void open(int port) {
      try {
        service.connect(new InetSocketAddress("127.0.0.1", port));
        Thread.startVirtualThread(() -> pass(caller, service, asked));
        pass(service, caller, answered);
        ended = true;
        caller.shutdownOutput();
      } catch (IOException away) {
        close();
      }
    }

    private void pass(Socket from, Socket to, ByteArrayOutputStream tape) {
      try {
        var some = new byte[16 * 1024];
        for (int read = 0; read >= 0; read = from.getInputStream().read(some)) {
          tape.write(some, 0, read);
          to.getOutputStream().write(some, 0, read);
        }
        to.shutdownOutput();
      } catch (IOException gone) {
        close();
      }
    }

    void close() {
      for (var end : new Socket[] {caller, service}) {
        try {
          end.close();
        } catch (IOException closed) {
          // It is what we want.
        }
      }
    }
  }
}
