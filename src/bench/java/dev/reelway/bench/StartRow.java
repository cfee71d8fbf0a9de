package dev.reelway.bench;

import dev.reelway.bench.Line.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Seconds from the start of a process until its first call is answered. */
final class StartRow implements Row {

  @Override
  public List<Line> measure(Place place) throws Exception {
    var nginx = Nginx.start(place);
    var jar = new ArrayList<Double>();
    var unpacked = new ArrayList<Double>();
    var skeleton = new ArrayList<Double>();
    var app = unpack(place.home("app"));
    for (int round = -1; round < place.options.rounds(); round++) {
      double one = seconds(() -> ConstantRoute.start(place).program());
      double two = seconds(() -> Reelway.start(place, nginx).program());
      double three = seconds(() -> Reelway.start(place, nginx, List.of(app)).program());
      System.err.printf("  skeleton %.2f s, jar %.2f s, unpacked %.2f s%n", one, two, three);
      if (round >= 0) { // The first one has filled the caches of the disk.
        skeleton.add(one);
        jar.add(two);
        unpacked.add(three);
      }
    }
    var plain = new Samples(jar);
    var bare = new Samples(skeleton);
    return List.of(
        Line.cost("start to serving, jar", "s", plain, "skeleton", bare, Target.atMost(1.5)),
        Line.cost(
            "start to serving, unpacked with AOT cache",
            "s",
            new Samples(unpacked),
            "our jar",
            plain,
            Target.atMost(0.5)));
  }

  /** As deploy.md says: its own runtime, the unpacked jar and an AOT cache. */
  static String unpack(Path folder) throws IOException, InterruptedException {
    var script = Place.BENCH.resolve("../deploy/container/make-app.sh").toString();
    var java = Path.of(Place.JAVA).getParent().getParent().toString();
    Program.run(
        List.of(
            "env", "JAVA_HOME=" + java, "bash", script, Place.JAR.toString(), folder.toString()));
    return folder.resolve("run.sh").toString();
  }

  private interface Start {
    Program run() throws IOException, InterruptedException;
  }

  private static double seconds(Start start) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    var program = start.run();
    double taken = (System.nanoTime() - begin) / 1e9;
    program.close();
    return taken;
  }
}
