package dev.reelway.job;

import java.time.Duration;

/** Durations in a sentence. */
final class Words {

  private Words() {}

  static String of(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds % 3600 == 0
        ? seconds / 3600 + " h"
        : seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
