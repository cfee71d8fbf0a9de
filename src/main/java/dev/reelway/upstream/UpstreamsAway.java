package dev.reelway.upstream;

import java.time.Duration;

/** Whoever could render an order does not take any now. */
public final class UpstreamsAway extends RuntimeException {

  private final Duration pause;

  /**
   * @param pause how long they are left alone
   */
  public UpstreamsAway(Duration pause) {
    super("no upstream takes orders now", null, false, false);
    this.pause = pause;
  }

  /** How long they are left alone. */
  public Duration pause() {
    return pause;
  }
}
