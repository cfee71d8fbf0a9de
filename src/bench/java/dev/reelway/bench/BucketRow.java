package dev.reelway.bench;

import dev.reelway.bench.Line.Target;
import java.util.ArrayList;
import java.util.List;

/** Seconds until 200 MB of the upstream's are in a bucket, beside Amazon's client alone. */
final class BucketRow implements Row {

  private static final long BYTES = 200_000_000;

  @Override
  public List<Line> measure(Place place) throws Exception {
    var nginx = Nginx.start(place);
    var bucket = Bucket.start(place);
    var reelway = Reelway.start(place, nginx, bucket.settings());
    reelway.warmUpJobs();
    nginx.serve(BYTES);
    var video = nginx.upstream("/files/video.mp4");
    var ours = new ArrayList<Double>();
    var whole = new ArrayList<Double>();
    var parts = new ArrayList<Double>();
    try (var client = bucket.client()) {
      for (int round = -place.options.warmUpRounds(); round < place.options.rounds(); round++) {
        double alone = bucket.copied(client, video);
        double inParts = bucket.copiedInParts(client, video);
        double stored = reelway.fetched(reelway.delivered());
        System.err.printf(
            "  client alone %.2f s, in parts %.2f s, Reelway %.2f s%n", alone, inParts, stored);
        if (round >= 0) {
          whole.add(alone);
          parts.add(inParts);
          ours.add(stored);
        }
      }
    }
    return List.of(
        line(ours, "Amazon's client alone, in one piece", whole),
        line(ours, "Amazon's client alone, in parts", parts));
  }

  private static Line line(List<Double> ours, String neighbour, List<Double> theirs) {
    return Line.speed(
        "fetch and store 200 MB in a bucket",
        "s",
        new Samples(ours),
        neighbour,
        new Samples(theirs),
        Target.atLeast(0.8));
  }
}
