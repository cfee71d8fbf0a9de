package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.drills.ListedRenders.Manner;
import dev.reelway.drills.ListedRenders.Pace;
import dev.reelway.drills.ProcessSamples.Sample;
import dev.reelway.job.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A node works for half an hour at 70 % of what it carried in the first minute. What it holds does
 * not grow: heap after a collection, open files and sockets, threads, files in its home, and
 * connections to the database.
 */
@ResourceLock(TestDatabase.POSTGRES)
class SoakDrill {

  private static final Duration LASTS = Duration.ofMinutes(Integer.getInteger("drill.minutes", 30));
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration MEASURED = Duration.ofSeconds(40);
  private static final Duration TURN = Duration.ofMillis(250);
  private static final int SAMPLES = 60;
  private static final double LOAD = 0.7;
  private static final long MB = 1 << 20;

  @Test
  void aNodeHoldsNoMoreAtTheEnd(@TempDir Path folder) throws Exception {
    var url = TestDatabase.postgresUrl();
    var home = folder.resolve("home");
    Files.createDirectories(home.resolve("tmp"));
    try (var upstream = new ListedRenders(new Pace(20, 200, 1), Manner.LISTS);
        var database = DriverManager.getConnection(url);
        var node = Node.start(home, jvm(home), settings(folder, upstream, url)).ready();
        var callers = new SoakCallers(node.port())) {
      var samples = new ProcessSamples(node.pid(), home);
      double carried = measure(callers, database);
      double paced = soak(callers, samples, database, carried * LOAD);
      System.out.printf(
          "carried %.1f calls/s in the first minute; then %.1f calls/s for %d minutes; %d calls,"
              + " unexpected: %s%n",
          carried, paced, LASTS.toMinutes(), callers.finished(), callers.unexpected());
      assertThat(callers.unexpected()).isEmpty();
      assertThat(paced).isGreaterThan(carried * LOAD / 2);
      assertFlat(samples);
    }
  }

  private static List<String> jvm(Path home) {
    return List.of("-Xmx384m", "-XX:+UseSerialGC", "-Djava.io.tmpdir=" + home.resolve("tmp"));
  }

  private static List<String> settings(Path folder, ListedRenders upstream, String url) {
    return List.of(
        "reelway.upstreams.listed.dialect=sora",
        "reelway.upstreams.listed.base-url=" + upstream.url(),
        "reelway.upstreams.listed.key=k",
        "reelway.models.listed[0].upstream=listed",
        "reelway.models.listed[0].model=m",
        "reelway.jobs.poll-every=1s",
        "reelway.intake.hot-folder.folder=" + folder.resolve("inbox"),
        "reelway.sinks.file.folder=" + folder.resolve("outbox"),
        "logging.level.reelway.jobs=warn",
        "spring.datasource.url=" + url);
  }

  private static double measure(SoakCallers callers, Connection database) throws Exception {
    callers.turns(Integer.MAX_VALUE);
    Cluster.pass(WARM_UP);
    var costs = DatabaseCosts.now(database);
    int before = callers.finished();
    Cluster.pass(MEASURED);
    double finished = callers.finished() - before;
    var each = DatabaseCosts.now(database).since(costs);
    System.out.printf(
        "PostgreSQL, for each call: %.1f transactions, %.1f ms of a processor, %.0f bytes%n",
        each.transactions() / finished, each.cpuMillis() / finished, each.bytes() / finished);
    return finished * 1e3 / MEASURED.toMillis();
  }

  /** Calls so many times a second, and measures meanwhile; the answer is what was reached. */
  private static double soak(
      SoakCallers callers, ProcessSamples samples, Connection database, double perSecond)
      throws Exception {
    long start = System.nanoTime();
    int before = callers.finished();
    double owed = 0;
    for (int sample = 0; sample < SAMPLES; ) {
      var passed = Duration.ofNanos(System.nanoTime() - start);
      owed += perSecond * TURN.toMillis() / 1e3;
      callers.turns((int) owed);
      owed -= (int) owed;
      if (passed.compareTo(LASTS.multipliedBy(sample + 1).dividedBy(SAMPLES)) > 0) {
        print(++sample, samples.take(connections(database)));
      }
      Cluster.pass(TURN);
    }
    return (callers.finished() - before) * 1e9 / (System.nanoTime() - start);
  }

  private static long connections(Connection database) throws SQLException {
    try (var statement = database.createStatement();
        var found =
            statement.executeQuery(
                "select count(*) from pg_stat_activity where application_name like"
                    + " 'PostgreSQL%'")) {
      found.next();
      return found.getLong(1);
    }
  }

  private static void print(int number, Sample sample) {
    System.out.printf(
        "%d: heap %.1f MB, %d handles, %d threads, %d files, %d connections%n",
        number,
        (double) sample.heap() / MB,
        sample.handles(),
        sample.threads(),
        sample.files(),
        sample.connections());
  }

  /**
   * A leak of a kilobyte a call is megabytes at the end. Handles, threads and connections follow
   * the calls that are under way at the moment, of which there are a hundred at most.
   */
  private static void assertFlat(ProcessSamples samples) {
    assertFlat(samples, "heap", Sample::heap, 8 * MB);
    assertFlat(samples, "handles", Sample::handles, 60);
    assertFlat(samples, "threads", Sample::threads, 15);
    assertFlat(samples, "files", Sample::files, 20);
    assertFlat(samples, "connections", Sample::connections, 8);
  }

  private static void assertFlat(
      ProcessSamples samples, String what, ToLongFunction<Sample> value, long more) {
    long second = samples.medianOfFifth(1, value);
    long last = samples.medianOfFifth(4, value);
    System.out.printf("%s: %,d in the second fifth, %,d in the last%n", what, second, last);
    assertThat(last - second).as("%s, grown by", what).isLessThan(more);
  }
}
