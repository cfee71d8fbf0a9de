package dev.reelway.api;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * A request body that may not trickle in for ever: all waits for its bytes together may take as
 * long as the connection timeout, and a second more for each KiB that has arrived. Tomcat would
 * begin anew with each byte.
 */
final class PacedBody implements InputBuffer {

  /** The slowest body that is read, in bytes a second. */
  static final int SLOWEST = 1024;

  private final InputBuffer body;
  private final long patience;
  private long waited;
  private long bytes;

  private PacedBody(InputBuffer body, long patienceMillis) {
    this.body = body;
    this.patience = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
  }

  /** Counts anew for this request; Tomcat uses its objects for many of them. */
  static void begin(Request request, long patienceMillis) {
    if (request.getInputBuffer() instanceof PacedBody paced) {
      paced.waited = 0;
      paced.bytes = 0;
    } else {
      request.setInputBuffer(new PacedBody(request.getInputBuffer(), patienceMillis));
    }
  }

  @Override
  public int doRead(ApplicationBufferHandler handler) throws IOException {
    requirePace();
    long begun = System.nanoTime();
    int count = body.doRead(handler);
    waited += System.nanoTime() - begun;
    bytes += Math.max(0, count);
    requirePace();
    return count;
  }

  private void requirePace() throws SocketTimeoutException {
    if (waited > patience + TimeUnit.SECONDS.toNanos(bytes) / SLOWEST) {
      throw new SocketTimeoutException("The body of a request arrives too slowly");
    }
  }

  @Override
  public int available() {
    return body.available();
  }
}
