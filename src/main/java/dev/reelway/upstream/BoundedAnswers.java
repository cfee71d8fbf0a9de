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
 * Bounds what is read of an upstream's answer: an error ends after 1 MB, and an answer that Camel
 * takes into memory breaks where it is longer than a document may be, whatever it says it is. What
 * an endpoint passes on as a stream is bounded by whoever reads it.
 */
final class BoundedAnswers implements ExecChainHandler {

  private static final int LONGEST_ERROR = 1 << 20;

  private final boolean inMemory;

  /**
   * @param inMemory whether answers are taken into memory as they come
   */
  BoundedAnswers(boolean inMemory) {
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
      response.setEntity(new Bounded(entity, LONGEST_ERROR, true, hangUp));
    } else if (entity != null && inMemory) {
      response.setEntity(new Bounded(entity, BoundedJson.LONGEST, false, hangUp));
    }
    return response;
  }

  /** An answer of which only so much is read. */
  private static final class Bounded extends HttpEntityWrapper {

    private final int most;
    private final boolean cut;
    private final Runnable hangUp;

    /**
     * @param cut whether it ends there, instead of breaking
     * @param hangUp ends the call: closing an answer hears it out
     */
    Bounded(HttpEntity entity, int most, boolean cut, Runnable hangUp) {
      super(entity);
      this.most = most;
      this.cut = cut;
      this.hangUp = hangUp;
    }

    /** Not known: what is cut is shorter than its upstream says. */
    @Override
    public long getContentLength() {
      return cut ? -1 : super.getContentLength();
    }

    @Override
    public InputStream getContent() throws IOException {
      return new Counted(super.getContent(), most, cut, hangUp);
    }
  }

  /** Counts what is read. */
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

    /** Ends the call, whatever is still to be said. */
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
        throw new IOException("the upstream's answer is too long");
      }
      return -1;
    }
  }
}
