package dev.reelway.job;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.reelway.database.Database;
import dev.reelway.job.Happening.What;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.flywaydb.core.Flyway;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Whatever happens to jobs, in whichever order, the ledger stays within what their model allows,
 * and each job ends once. A failure names the steps, as few as it takes, and the seed.
 */
public class JobSequencesTest {

  private static final Logger LOG = (Logger) LoggerFactory.getLogger("reelway.jobs");
  private static final SingleConnectionDataSource SOURCE = TestDatabase.oneInMemory();
  private static final Database DATABASE = new Database(SOURCE, SOURCE, false);
  private static final Map<String, Integer> ENDS = new TreeMap<>();

  @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
  public void whateverHappensEachJobEndsOnce(@ForAll("sequences") List<Happening> steps) {
    new JobWorld(DATABASE).play(steps).forEach(end -> ENDS.merge(end, 1, Integer::sum));
  }

  /** No other class runs meanwhile: each engine has its turn. */
  @BeforeContainer
  static void migrate() {
    LOG.setLevel(Level.ERROR);
    Flyway.configure().dataSource(SOURCE).load().migrate();
  }

  @AfterContainer
  static void close() {
    LOG.setLevel(null);
    System.out.println("how jobs ended: " + ENDS);
    DATABASE.close();
    SOURCE.destroy();
  }

  /** Mostly what brings jobs on, as a sequence that ends none early says little. */
  @Provide
  protected Arbitrary<List<Happening>> sequences() {
    var what =
        Arbitraries.frequency(
            Tuple.of(3, What.ACCEPT),
            Tuple.of(12, What.CLAIM),
            Tuple.of(24, What.WORK),
            Tuple.of(9, What.PASS),
            Tuple.of(1, What.RENEW),
            Tuple.of(1, What.DISCOVER),
            Tuple.of(1, What.CALLBACK),
            Tuple.of(2, What.EXPIRE),
            Tuple.of(2, What.CANCEL),
            Tuple.of(1, What.RESTART));
    var step = Combinators.combine(what, Arbitraries.integers().between(0, 143)).as(Happening::new);
    return step.list().ofMinSize(12).ofMaxSize(24);
  }
}
