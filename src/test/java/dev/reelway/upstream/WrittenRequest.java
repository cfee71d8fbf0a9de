package dev.reelway.upstream;

import org.apache.hc.core5.http.message.BasicHttpRequest;

/** Stands for the request of a submit that is written in full, where no upstream is called. */
public final class WrittenRequest {

  private WrittenRequest() {}

  /** The request of the submit on this thread is about to be written: its intent is committed. */
  public static void begin() {
    SubmitIntent.beforeRequest(new BasicHttpRequest("POST", "/"));
  }
}
