package dev.reelway.drills;

import dev.reelway.job.ListRoundsTest;

/** The same with as many renders as a busy day has. It takes some minutes. */
class ListRoundsDrill extends ListRoundsTest {

  @Override
  protected int jobs() {
    return Integer.getInteger("jobs", 20_000);
  }
}
