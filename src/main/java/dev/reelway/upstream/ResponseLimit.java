package dev.reelway.upstream;

import dev.reelway.wire.BoundedJson;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Limits how much of an upstream's response is read. An error response is cut off after 1 MB. A
 * response that Camel reads into memory fails above {@link BoundedJson#LONGEST} bytes, whatever its
 * content type. A response that is passed on as a stream is limited by its reader.
 */
final class ResponseLimit implements ExecChainHandler {

  private static final int MAX_ERROR = 1 << 20;

  private final boolean inMemory;

  /**
   * @param inMemory whether responses are read into memory
   */
  ResponseLimit(boolean inMemory) {
    this.inMemory = inMemory;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    var response = chain.proceed(request, scope);
    var entity = response.getEntity();
    Runnable hangUp = scope.execRuntime::discardEndpoint;
    if (entity != null && response.getCode() >= 300) {
      response.setEntity(new Bounded(entity, MAX_ERROR, true, hangUp));
    } else if (entity != null && inMemory) {
      response.setEntity(new Bounded(entity, BoundedJson.LONGEST, false, hangUp));
    }
    return response;
  }

  /** A response with a limit. */
  private static final class Bounded extends HttpEntityWrapper {

    private final int most;
    private final boolean cut;
    private final Runnable hangUp;

    /**
     * @param cut whether reading ends at the limit instead of failing
     * @param hangUp aborts the request, as closing a response would read the rest of it
     */
    Bounded(HttpEntity entity, int most, boolean cut, Runnable hangUp) {
      super(entity);
      this.most = most;
      this.cut = cut;
      this.hangUp = hangUp;
    }

    /**
     * Unknown if the response may be cut off, as it is then shorter than its upstream announced.
     */
    @Override
    public long getContentLength() {
      return cut ? -1 : super.getContentLength();
    }

    @Override
    public InputStream getContent() throws IOException {
      return new Counted(super.getContent(), most, cut, hangUp);
    }
  }

  /** Counts the bytes that are read. */
  static final class Counted extends FilterInputStream {

    private final boolean cut;
    private final Runnable hangUp;
    private long left;

    private Counted(InputStream in, long most, boolean cut, Runnable hangUp) {
      super(in);
      this.left = most;
      this.cut = cut;
      this.hangUp = hangUp;
    }

    /** Aborts the request without reading the rest of the response. */
    void hangUp() {
      hangUp.run();
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left < 0) {
        return end();
      }
      int count = super.read(bytes, offset, length);
      left -= Math.max(count, 0);
      if (left >= 0) {
        return count;
      }
      hangUp();
      return cut ? count : end();
    }

    private int end() throws IOException {
      if (!cut) {
        throw new IOException("the upstream's response exceeds the size limit");
      }
      return -1;
    }
  }
}
