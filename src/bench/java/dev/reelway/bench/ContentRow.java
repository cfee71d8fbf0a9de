package dev.reelway.bench;

import dev.reelway.bench.Line.Target;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** How many megabytes a second readers get of a video in the sink, beside nginx with the file. */
final class ContentRow implements Row {

  private static final long BYTES = 200_000_000;
  private static final int TIMES = 4;

  /** Readers at once, and the share of nginx's rate that they shall get. */
  private static final Map<Integer, Double> READERS = Map.of(1, 0.7, 8, 0.8);

  @Override
  public List<Line> measure(Place place) throws Exception {
    var nginx = Nginx.start(place);
    nginx.serve(BYTES);
    var reelway = Reelway.start(place, nginx);
    var ours = reelway.uri("/v1/videos/" + reelway.delivered() + "/content");
    var theirs = nginx.upstream("/files/video.mp4");
    var lines = new ArrayList<Line>();
    for (int readers : READERS.keySet().stream().sorted().toList()) {
      lines.add(line(place, readers, ours, theirs));
    }
    return lines;
  }

  private static Line line(Place place, int readers, URI ours, URI theirs) throws Exception {
    var sent = new ArrayList<Double>();
    var nginxSent = new ArrayList<Double>();
    rate(ours, readers);
    for (int round = 0; round < place.options.rounds(); round++) {
      nginxSent.add(rate(theirs, readers));
      sent.add(rate(ours, readers));
      System.err.printf(
          "  %d readers: nginx %.0f MB/s, Reelway %.0f MB/s%n",
          readers, nginxSent.getLast(), sent.getLast());
    }
    return Line.rate(
        "content of 200 MB, readers: " + readers,
        "MB/s",
        new Samples(sent),
        "nginx",
        new Samples(nginxSent),
        Target.atLeast(READERS.get(readers)));
  }

  /** Each reader is a curl that reads it several times. */
  private static double rate(URI uri, int readers) throws IOException, InterruptedException {
    var curl = new ArrayList<>(List.of("curl", "-sf", "-H", "Authorization: demo"));
    for (int n = 0; n < TIMES; n++) {
      curl.addAll(List.of("-o", "/dev/null", uri.toString()));
    }
    long begin = System.nanoTime();
    var all = new ArrayList<Process>();
    for (var command : Collections.nCopies(readers, curl)) {
      all.add(new ProcessBuilder(command).start());
    }
    for (var one : all) {
      if (one.waitFor() != 0) {
        throw new IOException("curl " + uri + " failed: " + one.exitValue());
      }
    }
    return BYTES / 1e6 * TIMES * readers / ((System.nanoTime() - begin) / 1e9);
  }
}
