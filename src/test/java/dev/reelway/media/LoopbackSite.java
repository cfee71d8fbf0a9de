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

/** A web site of a test, on loopback, which can be as wrong as no library would let it. */
final class LoopbackSite implements AutoCloseable {

  private final ServerSocket door;
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final List<String> heads = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);

  /** Answers one request, to the letter. */
  @FunctionalInterface
  interface Page {
    void write(OutputStream out) throws IOException;
  }

  LoopbackSite() throws IOException {
    this.door = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().name("loopback-site").start(this::serve);
  }

  int port() {
    return door.getLocalPort();
  }

  String authority() {
    return "127.0.0.1:" + port();
  }

  URI link(String path) {
    return URI.create("http://" + authority() + path);
  }

  /** Has a path answer in a way of its own. */
  URI page(String path, Page page) {
    pages.put(path, page);
    return link(path);
  }

  /** Has a path answer this and hang up. */
  URI page(String path, String head, String body) {
    return page(path, out -> out.write(answer(head, body)));
  }

  URI redirect(String path, String location) {
    return page(path, "302 Found\r\nLocation: " + location, "");
  }

  static byte[] answer(String head, String body) {
    return latin("HTTP/1.1 " + head + "\r\n\r\n" + body);
  }

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The heads of the requests that came. */
  synchronized List<String> heads() {
    return List.copyOf(heads);
  }

  /** Waits for a moment, but not beyond the test; tells whether the test goes on. */
  boolean pause(long millis) throws IOException {
    try {
      return !closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Whether a visitor leaves before the page is at its end, within ten seconds. */
  boolean visitorLeaves() throws InterruptedException {
    return left.await(10, TimeUnit.SECONDS);
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        var line = door.accept();
        Thread.startVirtualThread(() -> converse(line));
      } catch (IOException gone) {
        return;
      }
    }
  }

  private void converse(Socket line) {
    try (line) {
      line.setSoTimeout(5_000);
      var head = head(line);
      synchronized (this) {
        heads.add(head);
      }
      var page = pages.get(head.split(" ", 3)[1]);
      var answers = page == null ? (Page) out -> out.write(answer("404 Not Found", "")) : page;
      answers.write(line.getOutputStream());
    } catch (IOException gone) {
      left.countDown();
    }
  }

  private static String head(Socket line) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(line.getInputStream(), StandardCharsets.ISO_8859_1));
    var head = new StringBuilder();
    for (var text = in.readLine(); text != null && !text.isEmpty(); text = in.readLine()) {
      head.append(text).append('\n');
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    door.close();
  }
}
