package dev.reelway.drills;

import dev.reelway.job.ListPollingSimulationTest;

/** The same with as many renders as a busy day has. It takes some minutes. */
class ListPollingSimulationDrill extends ListPollingSimulationTest {

  @Override
  protected int jobs() {
    return Integer.getInteger("jobs", 20_000);
  }
}
