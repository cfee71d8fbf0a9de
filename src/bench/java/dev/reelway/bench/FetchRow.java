package dev.reelway.bench;

import dev.reelway.bench.Line.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Seconds until 200 MB of the upstream's are synced in the sink, beside curl and sync. */
final class FetchRow implements Row {

  private static final long BYTES = 200_000_000;

  @Override
  public List<Line> measure(Place place) throws Exception {
    var nginx = Nginx.start(place);
    nginx.serve(BYTES);
    var reelway = Reelway.start(place, nginx, "logging.level.reelway.jobs=info");
    var folder = place.home("curl");
    var ours = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    for (int round = -place.options.warmUpRounds(); round < place.options.rounds(); round++) {
      double curl = copied(folder, nginx);
      double fetched = reelway.fetched(reelway.delivered());
      Place.delete(reelway.home().resolve("outbox"));
      System.err.printf("  curl and sync %.2f s, Reelway %.2f s%n", curl, fetched);
      if (round >= 0) {
        theirs.add(curl);
        ours.add(fetched);
      }
    }
    return List.of(
        Line.speed(
            "fetch and store 200 MB, synced",
            "s",
            new Samples(ours),
            "curl -o; sync",
            new Samples(theirs),
            Target.atLeast(1.2)));
  }

  private static double copied(Path folder, Nginx nginx) throws IOException, InterruptedException {
    var file = folder.resolve("video.mp4");
    var uri = nginx.upstream("/files/video.mp4");
    long begin = System.nanoTime();
    Program.run(List.of("sh", "-c", "curl -sf -o %s %s && sync %s".formatted(file, uri, file)));
    double taken = (System.nanoTime() - begin) / 1e9;
    Files.delete(file);
    return taken;
  }
}
