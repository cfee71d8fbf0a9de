package dev.reelway.drills;

import dev.reelway.job.Happening;
import dev.reelway.job.JobSequencesTest;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Thirty times as many sequences of what may happen to jobs as in the suite. */
class JobSequencesDrill extends JobSequencesTest {

  @Override
  @Property(tries = 300_000, edgeCases = EdgeCasesMode.NONE)
  public void whateverHappensEachJobEndsOnce(@ForAll("sequences") List<Happening> steps) {
    super.whateverHappensEachJobEndsOnce(steps);
  }
}
