package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.Watch;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A response of server-sent events (WHATWG HTML, 9.2); each one is flushed before the next. Writing
 * to a caller who has disconnected throws {@link CallerGone}.
 */
final class EventStream {

  /**
   * The longest silence. Proxies close a connection that is silent for a minute; and a disconnected
   * caller is only detected at the second write, which should happen within a second.
   */
  private static final Duration SILENCE = Duration.ofMillis(500);

  private final HttpServletResponse response;

  /** Starts the response and sends its headers at once. */
  EventStream(HttpServletResponse response) throws CallerGone {
    this.response = response;
    response.setStatus(200);
    response.setContentType("text/event-stream;charset=UTF-8");
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("X-Accel-Buffering", "no");
    comment("ok");
  }

  /** Receives each state of a job. */
  @FunctionalInterface
  interface Teller {
    void tell(Job job) throws CallerGone;
  }

  /**
   * Passes on each state of a job until it has ended, and answers the ended job; null if the
   * service shuts down first.
   */
  @Nullable Job follow(Waiting waiting, Watch watch, Teller listener)
      throws CallerGone, InterruptedException {
    try (var stay = waiting.stay(watch)) {
      while (true) {
        var news = watch.next(SILENCE);
        if (news != null) {
          listener.tell(news);
          if (news.state().isFinal()) {
            return news;
          }
        } else if (stay.isOver()) {
          return null;
        } else {
          comment("");
        }
      }
    }
  }

  /** A comment, which clients ignore. */
  void comment(String text) throws CallerGone {
    write(":" + text + "\n\n");
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
