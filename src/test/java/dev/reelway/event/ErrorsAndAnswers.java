package dev.reelway.event;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of webhooks that answers 500 at one path, and 200 at each other one. */
final class ErrorsAndAnswers implements AutoCloseable {

  private final HttpServer server;
  private final List<String> called = new CopyOnWriteArrayList<>();

  ErrorsAndAnswers() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        call -> {
          var path = call.getRequestURI().getPath();
          called.add(path);
          call.getRequestBody().readAllBytes();
          call.sendResponseHeaders(path.equals("/errors") ? 500 : 200, -1);
          call.close();
        });
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
  }

  long calls(String path) {
    return called.stream().filter(path::equals).count();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
