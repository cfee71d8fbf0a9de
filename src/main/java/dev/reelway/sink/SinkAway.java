package dev.reelway.sink;

import java.io.IOException;

/** A sink cannot be reached, or lets nobody in; what lies there, or is to lie there, must wait. */
public final class SinkAway extends IOException {

  /**
   * @param sentence what the operator is told
   */
  public SinkAway(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
