package dev.reelway.bench;

import dev.reelway.bench.Line.Target;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What an image call takes through ledger and sink, beside the same two calls of the upstream. */
final class ImageRow implements Row {

  private static final int CALLS = 500;
  private static final int WARM_UP = 4_000;

  @Override
  public List<Line> measure(Place place) throws Exception {
    var nginx = Nginx.start(place);
    var reelway = Reelway.start(place, nginx);
    var through = List.of(reelway.image().request());
    var body = "{\"prompt\":\"a\",\"model\":\"m\"}";
    var order = new Call("POST", nginx.upstream("/v1/images/generations"), body, Map.of());
    var image = Call.get(nginx.upstream("/files/image.png"), Map.of());
    var alone = List.of(order.request(), image.request());
    var added = new ArrayList<Double>();
    try (var client = HttpClient.newHttpClient()) {
      p50(client, through, WARM_UP);
      p50(client, alone, WARM_UP);
      for (int round = 0; round < place.options.rounds(); round++) {
        double upstream = p50(client, alone, CALLS);
        double reelways = p50(client, through, CALLS);
        System.err.printf("  upstream alone %.2f ms, Reelway %.2f ms%n", upstream, reelways);
        added.add(reelways - upstream);
      }
    }
    return List.of(
        Line.figure(
            "image call, p50 added to the upstream's own",
            "ms",
            new Samples(added),
            Target.atMost(3)));
  }

  private static double p50(HttpClient client, List<HttpRequest> requests, int times)
      throws IOException, InterruptedException {
    var taken = new Histogram(3);
    for (int n = 0; n < times; n++) {
      long begin = System.nanoTime();
      for (var request : requests) {
        if (client.send(request, BodyHandlers.ofByteArray()).statusCode() != 200) {
          throw new IOException(request.uri() + " failed");
        }
      }
      taken.recordValue((System.nanoTime() - begin) / 1_000);
    }
    return taken.getValueAtPercentile(50) / 1e3;
  }
}
