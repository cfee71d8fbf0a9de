package dev.reelway.sink;

import java.io.IOException;

/**
 * A sink cannot be reached, or refuses the login or the request. Reads and writes must be retried
 * later.
 */
public final class SinkUnavailable extends IOException {

  /**
   * @param sentence the message for the operator
   */
  public SinkUnavailable(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
