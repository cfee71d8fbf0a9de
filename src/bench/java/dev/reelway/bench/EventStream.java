package dev.reelway.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A caller who follows the events of one video over a plain socket. */
final class EventStream implements Runnable, AutoCloseable {

  private static final String PROGRESS = "\"progress\":";

  private final long[] seen = new long[101];
  private final Socket socket;

  EventStream(int port, String id) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    var request =
        """
        GET /sora/v1/videos/%s/events HTTP/1.1\r
        Host: localhost\r
        Authorization: demo\r
        \r
        """;
    socket.getOutputStream().write(request.formatted(id).getBytes(StandardCharsets.US_ASCII));
  }

  /** When each percentage arrived, in nanoseconds; 0 if it has not. */
  synchronized long seenAt(int percent) {
    return seen[percent];
  }

  /** Reads until the socket is closed. */
  @Override
  public void run() {
    try (var in = new BufferedInputStream(socket.getInputStream(), 1024)) {
      while (find(in)) {
        see(number(in));
      }
    } catch (IOException closed) {
      // What has not arrived by then is counted as lost.
    }
  }

  private static boolean find(InputStream in) throws IOException {
    int matched = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      matched = next == PROGRESS.charAt(matched) ? matched + 1 : next == '"' ? 1 : 0;
      if (matched == PROGRESS.length()) {
        return true;
      }
    }
    return false;
  }

  private static int number(InputStream in) throws IOException {
    int number = 0;
    for (int next = in.read(); next >= '0' && next <= '9'; next = in.read()) {
      number = number * 10 + next - '0';
    }
    return number;
  }

  private synchronized void see(int percent) {
    if (percent <= 100 && seen[percent] == 0) {
      seen[percent] = System.nanoTime();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
