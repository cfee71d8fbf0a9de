package dev.reelway.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * An answer of server-sent events (WHATWG HTML, 9.2), each on its way before the next is made. What
 * is written to a caller who has gone throws {@link CallerGone}.
 */
final class EventStream {

  /** How long nothing may be said: proxies cut a line that is silent for long. */
  static final Duration SILENCE = Duration.ofSeconds(10);

  private final HttpServletResponse response;

  /** Begins the answer, and says so to the caller at once. */
  EventStream(HttpServletResponse response) throws CallerGone {
    this.response = response;
    response.setStatus(200);
    response.setContentType("text/event-stream;charset=UTF-8");
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("X-Accel-Buffering", "no");
    comment("ok");
  }

  /** A line that clients skip. */
  void comment(String text) throws CallerGone {
    write(": " + text + "\n\n");
  }

  /** An event without a name. */
  void data(String line) throws CallerGone {
    write("data: " + line + "\n\n");
  }

  /** An event with a name. */
  void event(String name, String line) throws CallerGone {
    write("event: " + name + "\ndata: " + line + "\n\n");
  }

  private void write(String text) throws CallerGone {
    try {
      response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      response.flushBuffer();
    } catch (IOException e) {
      throw new CallerGone(e);
    }
  }
}
