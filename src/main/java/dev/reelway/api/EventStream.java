package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.Watch;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer of server-sent events (WHATWG HTML, 9.2), each on its way before the next is made. What
 * is written to a caller who has gone throws {@link CallerGone}.
 */
final class EventStream {

  /**
   * How long nothing may be said. Proxies cut a line that is silent for a minute; but that a caller
   * has gone shows only at the second write after it, and is to be noticed within a second.
   */
  private static final Duration SILENCE = Duration.ofMillis(500);

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

  /** Tells somebody of a job. */
  @FunctionalInterface
  interface Teller {
    void tell(Job job) throws CallerGone;
  }

  /**
   * Tells each state that a job comes to, until it has ended, and answers it then; null where the
   * service shuts down before that.
   */
  @Nullable Job follow(Waiting waiting, Watch watch, Teller teller)
      throws CallerGone, InterruptedException {
    try (var stay = waiting.stay(watch)) {
      while (true) {
        var news = watch.next(SILENCE);
        if (news != null) {
          teller.tell(news);
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

  /** A line that clients skip. */
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
