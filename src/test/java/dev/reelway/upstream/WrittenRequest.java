package dev.reelway.upstream;

import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.jspecify.annotations.Nullable;

/** Stands for the request of a submit that is written in full, where no upstream is called. */
public final class WrittenRequest {

  private WrittenRequest() {}

  /** The request of the submit on this thread is about to be written: its intent is committed. */
  public static void begin() {
    SubmitIntent.beforeRequest(new BasicHttpRequest("POST", "/"));
  }

  /**
   * The same for a dialect that sends this as {@code Idempotency-Key}.
   *
   * @return what is written there
   */
  public static @Nullable String key(String given) {
    var request = new BasicHttpRequest("POST", "/");
    request.setHeader("Idempotency-Key", given);
    SubmitIntent.beforeRequest(request);
    var written = request.getFirstHeader("Idempotency-Key");
    return written == null ? null : written.getValue();
  }
}
