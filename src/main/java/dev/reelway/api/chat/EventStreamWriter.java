package dev.reelway.api.chat;

import dev.reelway.api.ApiResponses;
import dev.reelway.api.CallerWait;
import dev.reelway.job.Job;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A response of server-sent events (WHATWG HTML, 9.2); each one is flushed before the next. Writing
 * to a caller who has disconnected throws {@link ClientDisconnected}.
 */
public final class EventStreamWriter {

  /**
   * After that much silence, a comment follows within a second. Some clients give up after 5 s
   * without a byte, and proxies after a minute.
   */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  private static final int IMAGE_BUFFER = 8 * 1024;

  private final HttpServletResponse response;
  private final LongSupplier nanoTime;
  private long written;

  /** Starts the response and sends its headers at once. */
  public EventStreamWriter(HttpServletResponse response) throws ClientDisconnected {
    this(response, System::nanoTime);
  }

  /** The same for images, whose events are long, and leave in larger pieces then. */
  public static EventStreamWriter ofImages(HttpServletResponse response) throws ClientDisconnected {
    response.setBufferSize(IMAGE_BUFFER);
    return new EventStreamWriter(response);
  }

  /**
   * @param nanoTime the time, in nanoseconds
   */
  EventStreamWriter(HttpServletResponse response, LongSupplier nanoTime) throws ClientDisconnected {
    this.response = response;
    this.nanoTime = nanoTime;
    begin(response);
    comment("ok");
  }

  private static void begin(HttpServletResponse response) {
    response.setStatus(200);
    response.setContentType("text/event-stream;charset=UTF-8");
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("X-Accel-Buffering", "no");
  }

  /**
   * Whether a call asks for the headers of a stream only; they are its answer then. No events are
   * written to it, as what is written is dropped, and does not tell that the caller has left.
   */
  public static boolean isHead(
      HttpServletRequest call, HttpServletResponse response, Exchange exchange) {
    if (!call.getMethod().equals("HEAD")) {
      return false;
    }
    begin(response);
    ApiResponses.written(exchange, 200);
    return true;
  }

  /** Receives each state of a job. */
  @FunctionalInterface
  public interface JobListener {
    void changed(Job job) throws ClientDisconnected;

    /** Called at the end of each wait, and before the job's next state. */
    default void waited() throws ClientDisconnected {}
  }

  /**
   * Passes on each state of a job until it has ended, and answers the ended job; null if the
   * service shuts down first.
   */
  public @Nullable Job follow(CallerWait wait, JobListener listener)
      throws ClientDisconnected, InterruptedException {
    while (true) {
      var news = wait.next(CallerWait.PROBE_EVERY);
      boolean left = wait.mayBeLeft();
      listener.waited();
      if (news != null) {
        listener.changed(news);
        if (news.state().isFinal()) {
          return news;
        }
      } else if (wait.isOver()) {
        return null;
      }
      keepAlive(left);
    }
  }

  /**
   * Keeps the connection open while there is nothing to say. To be called each second at least.
   *
   * @param left whether the caller may have left: the second write tells, so none is put off
   */
  public void keepAlive(boolean left) throws ClientDisconnected {
    if (left || nanoTime.getAsLong() - written >= SILENCE.toNanos()) {
      comment("");
    }
  }

  /** A comment, which clients ignore. */
  void comment(String text) throws ClientDisconnected {
    write(":" + text + "\n\n");
  }

  /** An event without a name. */
  void data(String line) throws ClientDisconnected {
    write("data: " + line + "\n\n");
  }

  /** An event with a name. */
  public void event(String name, String line) throws ClientDisconnected {
    write("event: " + name + "\ndata: " + line + "\n\n");
  }

  /** Writes the data of an event: one line, of any length. */
  @FunctionalInterface
  public interface EventData {
    void writeTo(OutputStream caller) throws IOException;
  }

  /**
   * An event with a name, whose data is sent while it is written.
   *
   * @throws IOException what writing the data throws; the event is incomplete then
   */
  public void event(String name, EventData data) throws IOException {
    write("event: " + name + "\ndata: ");
    data.writeTo(new CallerOutput());
    write("\n\n");
  }

  /** An event with a name and the end, at once, as clients may close the connection in between. */
  void lastEvent(String name, String line, String end) throws ClientDisconnected {
    write("event: " + name + "\ndata: " + line + "\n\ndata: " + end + "\n\n");
  }

  private void write(String text) throws ClientDisconnected {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    write(bytes, 0, bytes.length);
    try {
      response.flushBuffer();
      written = nanoTime.getAsLong();
    } catch (IOException e) {
      throw new ClientDisconnected(e);
    }
  }

  private void write(byte[] bytes, int offset, int length) throws ClientDisconnected {
    try {
      response.getOutputStream().write(bytes, offset, length);
    } catch (IOException e) {
      throw new ClientDisconnected(e);
    }
  }

  /** The data of an event on its way to the caller; closing it leaves the response open. */
  private final class CallerOutput extends OutputStream {

    @Override
    public void write(int one) throws ClientDisconnected {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws ClientDisconnected {
      EventStreamWriter.this.write(bytes, offset, length);
    }
  }
}
