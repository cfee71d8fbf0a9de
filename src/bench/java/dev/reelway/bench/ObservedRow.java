package dev.reelway.bench;

import dev.reelway.bench.Line.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;

/**
 * What it costs to be watched: metrics that are scraped each second, and logs in JSON; and to be
 * traced, each call and each step, by a collector that takes what it gets.
 */
final class ObservedRow implements Row {

  private static final long SCRAPED_EVERY_MS = 1_000;

  private static final String[] OFF = {
    "management.server.port=-1", "management.metrics.enable.all=false"
  };

  @Override
  public List<Line> measure(Place place) throws Exception {
    var nginx = Nginx.start(place);
    int management = Place.freePort();
    var on =
        Reelway.start(
            place,
            nginx,
            "management.server.port=" + management,
            "logging.structured.format.console=ecs");
    var traced =
        Reelway.start(
            place,
            nginx,
            Stream.concat(
                    Stream.of(OFF),
                    Stream.of("reelway.traces=http://127.0.0.1:" + nginx.upstream()))
                .toArray(String[]::new));
    var off = Reelway.start(place, nginx, OFF);
    place.closing(scraper(URI.create("http://127.0.0.1:" + management + "/observe/prometheus")));
    var read =
        Subject.inTurn(
            place,
            List.of(
                new Subject("watched", on.read(on.delivered())),
                new Subject("traced", traced.read(traced.delivered())),
                new Subject("off", off.read(off.delivered()))));
    var create =
        Subject.inTurn(
            place,
            List.of(
                new Subject("watched", on.create(Reelway.PARKED)),
                new Subject("traced", traced.create(Reelway.PARKED)),
                new Subject("off", off.create(Reelway.PARKED))));
    return Stream.of("watched", "traced")
        .flatMap(
            how ->
                Stream.of(
                    line("GET status, " + how, read, how),
                    line("POST create, " + how, create, how)))
        .toList();
  }

  private static Line line(String work, Subject.Results results, String how) {
    return Line.rate(work, "/s", results.rate(how), "off", results.rate("off"), Target.NONE);
  }

  private static AutoCloseable scraper(URI metrics) throws IOException, InterruptedException {
    var client = HttpClient.newHttpClient();
    var request = HttpRequest.newBuilder(metrics).build();
    if (client.send(request, BodyHandlers.discarding()).statusCode() != 200) {
      throw new IOException(metrics + " is not answered");
    }
    var thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (true) {
                      client.send(request, BodyHandlers.discarding());
                      Thread.sleep(SCRAPED_EVERY_MS);
                    }
                  } catch (IOException | InterruptedException ended) {
                    client.shutdownNow();
                  }
                });
    return thread::interrupt;
  }
}
