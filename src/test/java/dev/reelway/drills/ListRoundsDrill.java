package dev.reelway.drills;

import dev.reelway.job.ListRoundsTest;

/** The same with as many renders as a busy day has; {@code -Djobs=20000} takes some minutes. */
class ListRoundsDrill extends ListRoundsTest {

  @Override
  protected int jobs() {
    return Integer.getInteger("jobs", 4_000);
  }
}
