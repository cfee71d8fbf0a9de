package dev.reelway.bench;

import dev.reelway.bench.Line.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.HdrHistogram.Histogram;

/**
 * 10,000 callers follow a video each, which moves on every 5 s: how late they see it, if at all.
 */
final class StreamsRow implements Row {

  private static final int STREAMS = 10_000;
  private static final long SETTLED_MS = 20_000;
  private static final long MEASURED_MS = 60_000;
  private static final long GRACE_MS = 10_000;

  /**
   * Reelway opens as many calls as half of its heap has room for. The old generation is filled by
   * what stays only, as survivors have room.
   */
  private static final List<String> HEAP =
      List.of(
          "-Xmx3g",
          "-Xmn256m",
          "-XX:SurvivorRatio=4",
          "-XX:+UseParallelGC",
          "-XX:-UseAdaptiveSizePolicy");

  /** Limits that one caller with all streams would meet. */
  private static final List<String> SETTINGS =
      List.of(
          "reelway.upstreams.slow.dialect=sora",
          "reelway.upstreams.slow.key=k",
          "reelway.models.slow[0].upstream=slow",
          "reelway.models.slow[0].model=m",
          "reelway.jobs.poll-every=5s",
          "reelway.api.open-calls=" + 2 * STREAMS,
          "reelway.api.waiting-calls=" + 2 * STREAMS,
          "reelway.api.connections-per-address=" + 2 * STREAMS);

  /** What one round has shown. */
  private record Seen(double lost, double p99, double megabytes) {}

  @Override
  public List<Line> measure(Place place) throws Exception {
    var nginx = Nginx.start(place);
    var rounds = new ArrayList<Seen>();
    for (int round = 0; round < place.options.rounds(); round++) {
      rounds.add(round(place, nginx));
      System.err.println("  " + rounds.getLast());
    }
    var name = "%,d streams, an event each 5 s: ".formatted(STREAMS);
    return List.of(
        Line.figure(name + "events lost", "", samples(rounds, Seen::lost), Target.atMost(0)),
        Line.figure(name + "p99", "ms", samples(rounds, Seen::p99), Target.atMost(50)),
        Line.figure(
            name + "resident", "MB", samples(rounds, Seen::megabytes), Target.atMost(1_200)));
  }

  private static Samples samples(
      List<Seen> rounds, java.util.function.ToDoubleFunction<Seen> figure) {
    return new Samples(rounds.stream().map(figure::applyAsDouble).toList());
  }

  private static Seen round(Place place, Nginx nginx) throws Exception {
    try (var upstream = new SlowUpstream();
        var reelway = Reelway.start(place, nginx, Reelway.jar(HEAP), settings(upstream));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var streams = open(reelway, threads, place.options.scaled(STREAMS));
      Thread.sleep(SETTLED_MS);
      long from = System.nanoTime();
      Thread.sleep(MEASURED_MS);
      long to = System.nanoTime();
      Thread.sleep(GRACE_MS);
      double megabytes = reelway.program().megabytes("VmHWM");
      var seen = seen(upstream, streams, from, to, megabytes);
      for (var stream : streams) {
        stream.close();
      }
      return seen;
    }
  }

  private static String[] settings(SlowUpstream upstream) {
    var all = new ArrayList<>(SETTINGS);
    all.add("reelway.upstreams.slow.base-url=http://127.0.0.1:" + upstream.port());
    return all.toArray(String[]::new);
  }

  private static List<EventStream> open(Reelway reelway, ExecutorService threads, int count)
      throws IOException, InterruptedException {
    var streams = new ArrayList<EventStream>();
    for (int n = 0; n < count; n++) {
      var id = reelway.ordered("slow", "video " + n);
      var stream = new EventStream(reelway.port(), id);
      streams.add(stream);
      threads.execute(stream);
    }
    return streams;
  }

  private static Seen seen(
      SlowUpstream upstream, List<EventStream> streams, long from, long to, double megabytes) {
    var lags = new Histogram(3);
    int lost = 0;
    for (int n = 0; n < streams.size(); n++) {
      var render = upstream.render(n);
      for (int percent = 1; percent < 100; percent++) {
        long reported = render.reportedAt(percent);
        if (reported > from && reported < to) {
          long at = streams.get(n).seenAt(percent);
          if (at == 0) {
            lost++;
          } else {
            lags.recordValue(Math.max(0, at - reported) / 1_000);
          }
        }
      }
    }
    System.err.printf("  %d events%n", lags.getTotalCount());
    return new Seen(lost, lags.getValueAtPercentile(99) / 1e3, megabytes);
  }
}
