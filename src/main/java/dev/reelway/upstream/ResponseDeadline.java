package dev.reelway.upstream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Limits how long a response may take, from the end of the request to the last byte: the response
 * timeout of the request, and some time for its body. An error response is limited in any case, any
 * other one if Camel reads it into memory.
 */
final class ResponseDeadline implements ExecChainHandler {

  private static final Timeout USUAL = Timeout.ofMinutes(1);

  private final boolean inMemory;
  private final Duration forBody;
  private final ScheduledExecutorService alarms;

  /**
   * @param inMemory whether responses are read into memory
   * @param forBody how much longer than the response timeout the whole response may take
   */
  ResponseDeadline(boolean inMemory, Duration forBody, ScheduledExecutorService alarms) {
    this.inMemory = inMemory;
    this.forBody = forBody;
    this.alarms = alarms;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    var deadline = new Deadline(scope.execRuntime, within(scope));
    begin(deadline, request);
    ClassicHttpResponse response;
    try {
      response = chain.proceed(request, scope);
    } catch (IOException | RuntimeException failed) {
      deadline.end();
      deadline.check();
      throw failed;
    }
    var entity = response.getEntity();
    if (entity != null && (inMemory || response.getCode() >= 300)) {
      response.setEntity(new Answer(entity, deadline));
    } else {
      deadline.end();
    }
    return response;
  }

  private Duration within(ExecChain.Scope scope) {
    var timeout = scope.clientContext.getRequestConfigOrDefault().getResponseTimeout();
    var first = timeout == null || timeout.isDisabled() ? USUAL : timeout;
    return first.toDuration().plus(forBody);
  }

  /** An upload may take as long as it needs. */
  private static void begin(Deadline deadline, ClassicHttpRequest request) {
    var entity = request.getEntity();
    if (entity == null) {
      deadline.begin();
    } else {
      request.setEntity(new Upload(entity, deadline));
    }
  }

  /** The time that a response may take; at its end the connection is closed. */
  private final class Deadline {

    private final ExecRuntime connection;
    private final Duration within;
    private @Nullable Future<?> alarm;
    private long began;

    Deadline(ExecRuntime connection, Duration within) {
      this.connection = connection;
      this.within = within;
    }

    void begin() {
      end();
      began = System.nanoTime();
      alarm = alarms.schedule(connection::discardEndpoint, within.toNanos(), TimeUnit.NANOSECONDS);
    }

    void end() {
      if (alarm != null) {
        alarm.cancel(false);
      }
    }

    /** A connection that is lost after that time was closed here. */
    void check() throws SocketTimeoutException {
      if (alarm != null && System.nanoTime() - began >= within.toNanos()) {
        throw new SocketTimeoutException("the response took too long");
      }
    }
  }

  /** The body of a request, after which the time begins. */
  private static final class Upload extends HttpEntityWrapper {

    private final Deadline deadline;

    Upload(HttpEntity entity, Deadline deadline) {
      super(entity);
      this.deadline = deadline;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      super.writeTo(out);
      deadline.begin();
    }
  }

  /** The body of a response, at whose end the time ends. */
  private static final class Answer extends HttpEntityWrapper {

    private final Deadline deadline;

    Answer(HttpEntity entity, Deadline deadline) {
      super(entity);
      this.deadline = deadline;
    }

    @Override
    public InputStream getContent() throws IOException {
      return new Content(super.getContent(), deadline);
    }
  }

  private static final class Content extends FilterInputStream {

    private final Deadline deadline;

    Content(InputStream in, Deadline deadline) {
      super(in);
      this.deadline = deadline;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        int count = super.read(bytes, offset, length);
        if (count < 0) {
          deadline.end();
        }
        return count;
      } catch (IOException failed) {
        deadline.check();
        throw failed;
      }
    }

    /** Closing a response may read the rest of it. */
    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        deadline.end();
      }
    }
  }
}
