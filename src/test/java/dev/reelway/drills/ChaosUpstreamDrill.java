package dev.reelway.drills;

import dev.reelway.dialects.UpstreamChaos;
import java.io.IOException;

/** Thousands of jobs at upstreams where everything goes wrong. */
class ChaosUpstreamDrill extends UpstreamChaos {

  ChaosUpstreamDrill() throws IOException {}

  @Override
  protected int jobs() {
    return Integer.getInteger("drill.jobs", 3_000);
  }
}
