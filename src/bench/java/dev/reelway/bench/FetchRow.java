package dev.reelway.bench;

import dev.reelway.bench.Line.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Seconds until 200 MB of the upstream's are synced in the sink, with their SHA-256 in the sidecar,
 * beside curl and sync, without and with a SHA-256.
 */
final class FetchRow implements Row {

  private static final long BYTES = 200_000_000;

  @Override
  public List<Line> measure(Place place) throws Exception {
    var nginx = Nginx.start(place);
    var reelway = Reelway.start(place, nginx, "logging.level.reelway.jobs=info");
    reelway.warmUpJobs();
    nginx.serve(BYTES);
    var folder = place.home("curl");
    var ours = new ArrayList<Double>();
    var copies = new ArrayList<Double>();
    var digests = new ArrayList<Double>();
    for (int round = -place.options.warmUpRounds(); round < place.options.rounds(); round++) {
      double copied = copied(folder, nginx, "");
      double digested = copied(folder, nginx, " && sha256sum video.mp4");
      double fetched = reelway.fetched(reelway.delivered());
      empty(reelway.home().resolve("outbox"));
      System.err.printf(
          "  curl and sync %.2f s, with a SHA-256 %.2f s, Reelway %.2f s%n",
          copied, digested, fetched);
      if (round >= 0) {
        copies.add(copied);
        digests.add(digested);
        ours.add(fetched);
      }
    }
    return List.of(
        line(ours, "curl -o; sync", copies, Target.atLeast(1.2)),
        line(ours, "curl -o; sync; sha256sum", digests, Target.NONE));
  }

  /** Without its marker, an empty outbox would be a disk that is not mounted. */
  private static void empty(Path outbox) throws IOException {
    try (var days = Files.newDirectoryStream(outbox, day -> !day.endsWith(".reelway"))) {
      for (var day : days) {
        Place.delete(day);
      }
    }
  }

  private static Line line(
      List<Double> ours, String neighbour, List<Double> theirs, Target target) {
    return Line.speed(
        "fetch and store 200 MB, synced",
        "s",
        new Samples(ours),
        neighbour,
        new Samples(theirs),
        target);
  }

  private static double copied(Path folder, Nginx nginx, String then)
      throws IOException, InterruptedException {
    var uri = nginx.upstream("/files/video.mp4");
    var script =
        "cd %s && curl -sf -o video.mp4 %s && sync video.mp4%s".formatted(folder, uri, then);
    long begin = System.nanoTime();
    Program.run(List.of("sh", "-c", script));
    double taken = (System.nanoTime() - begin) / 1e9;
    Files.delete(folder.resolve("video.mp4"));
    return taken;
  }
}
