package dev.reelway.intake;

import static dev.reelway.setup.SettingsChecks.check;
import static dev.reelway.setup.SettingsChecks.orNull;

import dev.reelway.database.Database;
import dev.reelway.job.JobIntake;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobView;
import dev.reelway.library.Library;
import dev.reelway.licence.LicenceSettings;
import dev.reelway.media.Incoming;
import dev.reelway.order.Orders;
import dev.reelway.setup.OperatorEndpoint;
import dev.reelway.sink.Sinks;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;

/** Puts together what takes orders that do not come as calls: folders, messages and batches. */
@Configuration(proxyBeanMethods = false)
@Import(InboxConfiguration.class)
public class IntakeConfiguration {

  private final IntakeSettings settings;

  IntakeConfiguration(IntakeSettings settings) {
    this.settings = settings;
  }

  /** The operator's own endpoint whose messages are orders, if there is one. */
  @Bean
  @Order(2)
  OperatorEndpoint ordersEndpoint() {
    return OperatorEndpoint.of("reelway.intake.from", settings.from());
  }

  /** Where messages go that are refused, if anywhere. */
  @Bean
  @Order(3)
  OperatorEndpoint deadLettersEndpoint() {
    return OperatorEndpoint.of("reelway.intake.dead-letters", settings.deadLetters());
  }

  @Bean
  Messages messages(
      LicenceSettings.ByName licences, Orders orders, JobIntake jobs, JobQueries queries) {
    var from = orNull(settings.from());
    if (from != null) {
      var checks = new IntakeChecks(licences, orders);
      checks.licence(settings.licence(), "reelway.intake.licence");
      checks.model(settings.model(), "reelway.intake.model");
      check(
          !from.equals(orNull(settings.deadLetters())),
          "reelway.intake.dead-letters",
          "must differ from reelway.intake.from.");
    }
    return new Messages(settings.licence(), settings.model(), orders, jobs, queries);
  }

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
      JobQueries queries,
      Library library,
      Incoming incoming,
      JobView view,
      Clock clock) {
    return new BatchResults(calls, batches, queries, library, incoming, view.linked(), clock);
  }
}
