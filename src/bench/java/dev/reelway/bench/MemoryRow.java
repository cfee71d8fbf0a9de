package dev.reelway.bench;

import dev.reelway.bench.Line.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Resident megabytes a minute after the first video. */
final class MemoryRow implements Row {

  private static final long IDLE_MS = 60_000;

  /** As deploy.md names them for a small machine. */
  private static final List<String> SMALL =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms32m",
          "-Xmx256m",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20");

  @Override
  public List<Line> measure(Place place) throws Exception {
    var nginx = Nginx.start(place);
    var app = List.of(StartRow.unpack(place.home("app")));
    var plain = new ArrayList<Double>();
    var small = new ArrayList<Double>();
    var unpacked = new ArrayList<Double>();
    var skeleton = new ArrayList<Double>();
    for (int round = 0; round < place.options.rounds(); round++) {
      skeleton.add(idle(ConstantRoute.start(place).program()));
      plain.add(idle(Reelway.start(place, nginx)));
      small.add(idle(Reelway.start(place, nginx, Reelway.jar(SMALL))));
      unpacked.add(idle(Reelway.start(place, nginx, app)));
    }
    var bare = new Samples(skeleton);
    return List.of(
        line("idle, jar", plain, bare, Target.NONE),
        line("idle, jar, flags for a small machine", small, bare, Target.atMost(300)),
        line("idle, unpacked with AOT cache", unpacked, bare, Target.NONE));
  }

  private static Line line(String work, List<Double> ours, Samples bare, Target target) {
    return target == Target.NONE
        ? Line.cost(work, "MB", new Samples(ours), "skeleton", bare, target)
        : Line.figure(work, "MB", new Samples(ours), target);
  }

  private static double idle(Reelway reelway) throws IOException, InterruptedException {
    reelway.delivered();
    return idle(reelway.program());
  }

  private static double idle(Program program) throws IOException, InterruptedException {
    try (program) {
      Thread.sleep(IDLE_MS);
      double megabytes = program.megabytes("VmRSS");
      System.err.printf("  %.0f MB%n", megabytes);
      return megabytes;
    }
  }
}
