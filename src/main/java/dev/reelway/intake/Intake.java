package dev.reelway.intake;

import dev.reelway.job.Database;
import dev.reelway.job.Job;
import dev.reelway.job.JobIntake;
import dev.reelway.job.JobQueries;
import dev.reelway.library.Library;
import dev.reelway.media.Incoming;
import dev.reelway.order.Orders;
import dev.reelway.sink.Sinks;
import java.time.Clock;
import java.util.function.BiFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what batches need that are called for over HTTP. */
@Configuration(proxyBeanMethods = false)
public class Intake {

  /**
   * What it is settled on.
   *
   * @param shown a job as the API shows it, with links that start as the text says
   */
  public record Terms(BiFunction<Job, String, Object> shown) {}

  @Bean
  CalledBatches calledBatches(Database database, Library library) {
    var calls = new CalledBatches(database, library);
    if (!database.shared()) {
      calls.release();
    }
    return calls;
  }

  @Bean
  BatchDesk batchDesk(
      CalledBatches calls,
      Batches batches,
      Orders orders,
      JobIntake jobs,
      Library library,
      Incoming incoming,
      Sinks sinks,
      Clock clock) {
    return new BatchDesk(calls, batches, orders, jobs, library, incoming, sinks, clock);
  }

  @Bean
  BatchResults batchResults(
      CalledBatches calls,
      Batches batches,
      JobQueries jobs,
      Library library,
      Incoming incoming,
      Terms terms,
      Clock clock) {
    return new BatchResults(calls, batches, jobs, library, incoming, terms.shown(), clock);
  }
}
