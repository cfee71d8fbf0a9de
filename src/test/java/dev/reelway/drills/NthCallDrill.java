package dev.reelway.drills;

import dev.reelway.dialects.NthCallStoryTest;
import java.io.IOException;

/** Fails each call on a job's way, not some of them. */
class NthCallDrill extends NthCallStoryTest {

  NthCallDrill() throws IOException {}

  @Override
  protected int stride() {
    return 1;
  }
}
