package dev.reelway.bench;

import dev.reelway.bench.Line.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * How many orders a second are accepted for good. Reelway is started anew for each round, as the
 * jobs of an earlier one would be its backlog.
 */
final class CreateRow implements Row {

  /** A ledger, and whether the jobs wait for capacity or are worked off meanwhile. */
  private record Case(String name, boolean postgres, String model) {}

  private static final List<Case> CASES =
      List.of(
          new Case("POST create, SQLite", false, Reelway.PARKED),
          new Case("POST create, SQLite, jobs worked off meanwhile", false, Reelway.MODEL),
          new Case("POST create, PostgreSQL", true, Reelway.PARKED),
          new Case("POST create, PostgreSQL, jobs worked off meanwhile", true, Reelway.MODEL));

  @Override
  public List<Line> measure(Place place) throws Exception {
    var nginx = Nginx.start(place);
    var portkey = Portkey.start(place, nginx);
    var constant = ConstantRoute.start(place);
    var postgres = Postgres.start(place);
    var body = Reelway.order(Reelway.MODEL);
    var neighbours =
        List.of(
            new Subject("Portkey", portkey.create(body)),
            new Subject("constant route", constant.create(body)));
    Subject.warmUp(place, neighbours);
    var lines = new ArrayList<Line>();
    for (var one : CASES) {
      var results = new Subject.Results();
      for (int round = 0; round < place.options.rounds(); round++) {
        for (var neighbour : neighbours) {
          results.add(neighbour.name(), neighbour.measure(place));
        }
        results.add("Reelway", create(place, nginx, one.model, ledger(one, postgres)));
      }
      lines.addAll(lines(one.name, results));
    }
    return lines;
  }

  private static List<Line> lines(String name, Subject.Results results) {
    var rate = results.rate("Reelway");
    return List.of(
        Line.rate(name, "/s", rate, "Portkey", results.rate("Portkey"), Target.atLeast(8)),
        Line.rate(name, "/s", rate, "constant route", results.rate("constant route"), Target.NONE));
  }

  /** Settings of the ledger. */
  private static String[] ledger(Case one, Postgres postgres) throws Exception {
    return one.postgres
        ? new String[] {"spring.datasource.url=" + postgres.database()}
        : new String[0];
  }

  private static Load create(Place place, Nginx nginx, String model, String... ledger)
      throws Exception {
    try (var reelway = Reelway.start(place, nginx, ledger)) {
      var subject = new Subject("Reelway", reelway.create(model));
      Subject.warmUp(place, List.of(subject));
      return subject.measure(place);
    }
  }
}
