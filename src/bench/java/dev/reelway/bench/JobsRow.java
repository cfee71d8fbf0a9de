package dev.reelway.bench;

import dev.reelway.bench.Line.Target;
import java.util.ArrayList;
import java.util.List;

/** Seconds until 10,000 orders are jobs on PostgreSQL, rendered and delivered. */
final class JobsRow implements Row {

  private static final int JOBS = 10_000;
  private static final int WARM_UP = 5_000;

  @Override
  public List<Line> measure(Place place) throws Exception {
    var nginx = Nginx.start(place);
    var postgres = Postgres.start(place);
    var calls = new RenderCalls(nginx, place.home("files"));
    var dbScheduler = place.closing(new DbScheduler(postgres.database(), calls));
    var quartz = place.closing(new QuartzScheduler(postgres.database(), calls));
    var ledger = "spring.datasource.url=" + postgres.database();
    var reelway = Reelway.start(place, nginx, ledger, "reelway.jobs.poll-every=1s");
    var jobs = new Dropped(reelway);
    for (var scheduler : List.of(dbScheduler, quartz, jobs)) {
      scheduler.run(WARM_UP);
    }
    int count = place.options.scaled(JOBS);
    var db = new ArrayList<Double>();
    var quartzes = new ArrayList<Double>();
    var ours = new ArrayList<Double>();
    for (int round = 0; round < place.options.rounds(); round++) {
      db.add(dbScheduler.run(count));
      quartzes.add(quartz.run(count));
      ours.add(jobs.run(count));
      System.err.printf(
          "  db-scheduler %.1f s, Quartz %.1f s, Reelway %.1f s%n",
          db.getLast(), quartzes.getLast(), ours.getLast());
    }
    return List.of(
        line(ours, "db-scheduler", db, Target.atLeast(1)),
        line(ours, "Quartz JDBC", quartzes, Target.atLeast(3)));
  }

  private static Line line(
      List<Double> ours, String neighbour, List<Double> theirs, Target target) {
    return Line.speed(
        "10,000 jobs to delivered, PostgreSQL",
        "s",
        new Samples(ours),
        neighbour,
        new Samples(theirs),
        target);
  }

  /** Reelway gets them as a file that is dropped into its inbox. */
  private static final class Dropped implements Scheduler {

    private final Reelway reelway;
    private int files;

    Dropped(Reelway reelway) {
      this.reelway = reelway;
    }

    @Override
    public double run(int jobs) throws Exception {
      long begin = System.nanoTime();
      reelway.drop("orders-" + ++files + ".csv", Reelway.MODEL, jobs);
      reelway.awaitCompleted(files);
      return (System.nanoTime() - begin) / 1e9;
    }

    @Override
    public void close() {}
  }
}
