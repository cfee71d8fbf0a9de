package dev.reelway.bench;

import dev.reelway.bench.Line.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How much of its idle rate a foreground call keeps while a dropped file of orders is worked off.
 * Reelway is started anew for each round; its own constant route comes from the folder routes/.
 */
final class ForegroundRow implements Row {

  private static final int ORDERS = 50_000;

  @Override
  public List<Line> measure(Place place) throws Exception {
    var nginx = Nginx.start(place);
    var idle = new Subject.Results();
    var busy = new Subject.Results();
    for (int round = 0; round < place.options.rounds(); round++) {
      try (var reelway = Reelway.withRoutes(place, nginx)) {
        measure(place, reelway, idle, busy);
      }
    }
    var lines = new ArrayList<Line>();
    for (var name : List.of("constant route", "GET status")) {
      lines.add(
          Line.rate(
              name + " of Reelway beside a backlog",
              "/s",
              busy.rate(name),
              "idle",
              idle.rate(name),
              Target.atLeast(0.7)));
    }
    return lines;
  }

  private static void measure(
      Place place, Reelway reelway, Subject.Results idle, Subject.Results busy) throws Exception {
    var constant = Call.get(reelway.uri("").resolve("/constant"), Map.of("Authorization", "demo"));
    var subjects =
        List.of(
            new Subject("constant route", constant),
            new Subject("GET status", reelway.read(reelway.delivered())));
    Subject.warmUp(place, subjects);
    reelway.warmUpJobs();
    for (var subject : subjects) {
      idle.add(subject.name(), subject.measure(place));
    }
    reelway.drop("backlog.csv", Reelway.MODEL, place.options.scaled(ORDERS));
    reelway.awaitRead(2);
    for (var subject : subjects) {
      busy.add(subject.name(), subject.measure(place));
    }
    if (reelway.isCompleted(2)) {
      throw new IllegalStateException("The backlog ended before the measurement did");
    }
  }
}
