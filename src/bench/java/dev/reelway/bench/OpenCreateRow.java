package dev.reelway.bench;

import dev.reelway.bench.Line.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * How long callers wait for an accepted order when 500 come a second, whatever the service does,
 * and 100,000 jobs are open: once with jobs that wait for capacity, once while they are worked off.
 */
final class OpenCreateRow implements Row {

  private static final int RATE = 500;
  private static final String BODY = Reelway.order(Reelway.PARKED);
  private static final int BACKLOG_FILES = 2;
  private static final int BACKLOG_LINES = 50_000;

  @Override
  public List<Line> measure(Place place) throws Exception {
    var nginx = Nginx.start(place);
    var postgres = Postgres.start(place);
    var constant = new Subject("constant route", ConstantRoute.start(place).create(BODY));
    warmUp(place, constant);
    var lines = new ArrayList<Line>();
    for (var model : List.of(Reelway.PARKED, Reelway.MODEL)) {
      var state = model.equals(Reelway.PARKED) ? "waiting" : "worked off";
      lines.add(line(place, nginx, constant, model, "SQLite, 100,000 " + state));
      var url = "spring.datasource.url=" + postgres.database();
      lines.add(line(place, nginx, constant, model, "PostgreSQL, 100,000 " + state, url));
    }
    return lines;
  }

  /** With callers who wait for each other first, as a cold service cannot keep up. */
  private static void warmUp(Place place, Subject subject) throws Exception {
    Subject.warmUp(place, List.of(subject));
    OpenLoop.run(subject.call(), RATE, place.options.warmUp());
  }

  private static Line line(
      Place place, Nginx nginx, Subject constant, String backlog, String name, String... settings)
      throws Exception {
    var ours = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    try (var reelway = Reelway.start(place, nginx, settings)) {
      var subject = new Subject("Reelway, " + name, reelway.create(Reelway.PARKED));
      reelway.warmUpJobs();
      warmUp(place, subject);
      for (int file = 1; file <= BACKLOG_FILES; file++) {
        reelway.drop("backlog-" + file + ".csv", backlog, place.options.scaled(BACKLOG_LINES));
      }
      reelway.awaitRead(1 + BACKLOG_FILES);
      for (int round = 0; round < place.options.rounds(); round++) {
        theirs.add(constant.measureOpen(place, RATE).p99());
        ours.add(subject.measureOpen(place, RATE).p99());
      }
    }
    return Line.cost(
        "POST create, 500/s, p99; " + name,
        "ms",
        new Samples(ours),
        constant.name(),
        new Samples(theirs),
        Target.atMost(4));
  }
}
