package dev.reelway.media;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A web server for tests, on loopback. It writes raw bytes, so that its answers can be malformed.
 */
public final class LoopbackSite implements AutoCloseable {

  private final ServerSocket server;
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final List<String> heads = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);

  /** Writes the raw answer to one request. */
  @FunctionalInterface
  public interface Page {
    void write(OutputStream out) throws IOException;
  }

  public LoopbackSite() throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().name("loopback-site").start(this::serve);
  }

  public int port() {
    return server.getLocalPort();
  }

  public String authority() {
    return "127.0.0.1:" + port();
  }

  public URI link(String path) {
    return URI.create("http://" + authority() + path);
  }

  /** Sets the answer of a path. */
  public URI page(String path, Page page) {
    pages.put(path, page);
    return link(path);
  }

  /** Sets the head and body of the answer of a path; the connection is closed after it. */
  public URI page(String path, String head, String body) {
    return page(path, out -> out.write(answer(head, body)));
  }

  public URI redirect(String path, String location) {
    return page(path, "302 Found\r\nLocation: " + location, "");
  }

  public static byte[] answer(String head, String body) {
    return latin("HTTP/1.1 " + head + "\r\n\r\n" + body);
  }

  public static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The heads of the requests received. */
  public synchronized List<String> heads() {
    return List.copyOf(heads);
  }

  /** Waits for a time, or until the test ends; answers whether the test continues. */
  public boolean pause(long millis) throws IOException {
    try {
      return !closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Whether a client disconnects within ten seconds, before the answer is complete. */
  public boolean visitorLeaves() throws InterruptedException {
    return left.await(10, TimeUnit.SECONDS);
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        var connection = server.accept();
        Thread.startVirtualThread(() -> handle(connection));
      } catch (IOException gone) {
        return;
      }
    }
  }

  private void handle(Socket connection) {
    try (connection) {
      connection.setSoTimeout(5_000);
      var head = head(connection);
      synchronized (this) {
        heads.add(head);
      }
      var page = pages.get(head.split(" ", 3)[1]);
      var answers = page == null ? (Page) out -> out.write(answer("404 Not Found", "")) : page;
      answers.write(connection.getOutputStream());
    } catch (IOException gone) {
      left.countDown();
    }
  }

  private static String head(Socket connection) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
    var head = new StringBuilder();
    for (var text = in.readLine(); text != null && !text.isEmpty(); text = in.readLine()) {
      head.append(text).append('\n');
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
  }
}
