package dev.reelway.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Takes the rest of a body that no route has read, so that a caller who is still sending can read
 * why the request was refused. Tomcat would do so too, and wait anew for each of its bytes; here it
 * must arrive as fast as a {@link PacedBody}.
 */
final class UnreadBody {

  private UnreadBody() {}

  /**
   * Takes it, after the answer has been sent. A body that is too slow or too long ends the
   * connection.
   *
   * @param most in bytes
   */
  static void take(Request request, Response response, long most) {
    if (isExpected(request, response)) {
      try {
        take(request, most);
      } catch (IOException slow) {
        request.action(ActionCode.CLOSE_NOW, slow);
      }
    }
  }

  /** A caller who waits to be asked for the body does not send it. */
  private static boolean isExpected(Request request, Response response) {
    var isAsync = new AtomicBoolean();
    request.action(ActionCode.ASYNC_IS_ASYNC, isAsync);
    return !isAsync.get() && !request.hasExpectation() && response.isCommitted();
  }

  private static void take(Request request, long most) throws IOException {
    var discarded = new Discarded();
    long taken = 0;
    for (int count = 0; count >= 0 && taken <= most; taken += Math.max(0, count)) {
      count = request.getInputBuffer().doRead(discarded);
    }
    if (taken > most) {
      throw new IOException("The body of a refused request is too long");
    }
  }

  /** Bytes that are not kept. */
  private static final class Discarded implements ApplicationBufferHandler {

    private ByteBuffer buffer = ByteBuffer.allocate(0);

    @Override
    public void setByteBuffer(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public ByteBuffer getByteBuffer() {
      return buffer;
    }

    @Override
    public void expand(int size) {}
  }
}
