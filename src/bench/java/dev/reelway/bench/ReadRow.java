package dev.reelway.bench;

import dev.reelway.bench.Line.Target;
import java.util.List;
import java.util.Map;

/** How many callers a second learn where their video is, each with a licence that is checked. */
final class ReadRow implements Row {

  @Override
  public List<Line> measure(Place place) throws Exception {
    var nginx = Nginx.start(place);
    var portkey = Portkey.start(place, nginx);
    var constant = ConstantRoute.start(place);
    var reelway = Reelway.start(place, nginx);
    var id = reelway.delivered();
    var results =
        Subject.inTurn(
            place,
            List.of(
                new Subject("nginx", Call.get(nginx.proxied("/v1/constant"), Map.of())),
                new Subject("Portkey", portkey.read()),
                new Subject("constant", constant.read()),
                new Subject("Reelway", reelway.read(id))));
    var rate = results.rate("Reelway");
    var spread = results.of("Reelway", load -> load.p99() / load.p50());
    return List.of(
        Line.rate("GET status", "/s", rate, "Portkey", results.rate("Portkey"), Target.atLeast(14)),
        Line.rate(
            "GET status",
            "/s",
            rate,
            "constant route",
            results.rate("constant"),
            Target.atLeast(0.6)),
        Line.rate("GET status", "/s", rate, "nginx", results.rate("nginx"), Target.NONE),
        Line.figure("GET status, p99 to p50", "", spread, Target.atMost(4)));
  }
}
