package dev.reelway.upstream;

import java.time.Duration;

/** No upstream that could render an order accepts orders now. */
public final class UpstreamsUnavailable extends RuntimeException {

  private final Duration pause;

  /**
   * @param pause how long until the first of them is tried again
   */
  public UpstreamsUnavailable(Duration pause) {
    super("no upstream accepts orders now", null, false, false);
    this.pause = pause;
  }

  /** How long until the first of them is tried again. */
  public Duration pause() {
    return pause;
  }
}
