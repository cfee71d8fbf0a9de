package dev.reelway.drills;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream whose every video is done at once, and long. */
final class LongVideos implements AutoCloseable {

  private final HttpServer server;
  private final long bytes;
  private final AtomicInteger orders = new AtomicInteger();
  private volatile long asked;

  /**
   * @param bytes how long they are, a little more than 24 and less than 2 GB
   */
  LongVideos(long bytes) throws IOException {
    this.bytes = bytes;
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The last moment at which somebody asked for a video. */
  long asked() {
    return asked;
  }

  private void answer(HttpExchange call) throws IOException {
    var path = call.getRequestURI().getPath();
    if (path.endsWith("/content") && call.getRequestURI().getQuery() == null) {
      video(call);
    } else if (path.endsWith("/content")) {
      call.sendResponseHeaders(404, -1);
    } else {
      boolean order = call.getRequestMethod().equals("POST");
      var id =
          order ? "video_" + orders.incrementAndGet() : path.substring(path.lastIndexOf('/') + 1);
      var body =
          "{\"id\":\"%s\",\"status\":\"completed\"}".formatted(id).getBytes(StandardCharsets.UTF_8);
      call.sendResponseHeaders(200, body.length);
      call.getResponseBody().write(body);
    }
    call.close();
  }

  private void video(HttpExchange call) throws IOException {
    asked = System.nanoTime();
    call.sendResponseHeaders(200, bytes);
    var out = call.getResponseBody();
    var head =
        ByteBuffer.allocate(24)
            .put(box(8, "ftyp"))
            .put(box(8, "moov"))
            .put(box((int) (bytes - 16), "mdat"));
    out.write(head.array());
    var some = new byte[1 << 16];
    for (long left = bytes - 24; left > 0; left -= some.length) {
      out.write(some, 0, (int) Math.min(left, some.length));
    }
  }

  private static ByteBuffer box(int length, String type) {
    var box = ByteBuffer.allocate(8).putInt(length);
    return box.put(type.getBytes(StandardCharsets.ISO_8859_1)).flip();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
