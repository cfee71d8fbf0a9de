package dev.reelway.intake;

import static dev.reelway.setup.SettingsChecks.check;
import static dev.reelway.setup.SettingsChecks.orNull;

import dev.reelway.database.Database;
import dev.reelway.job.Exchanges;
import dev.reelway.job.JobIntake;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobView;
import dev.reelway.library.ContentStore;
import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceSettings;
import dev.reelway.licence.Licences;
import dev.reelway.media.SpoolFolder;
import dev.reelway.node.Nodes;
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
  OperatorEndpoint deadDeliveriesEndpoint() {
    return OperatorEndpoint.of("reelway.intake.dead-letters", settings.deadLetters());
  }

  @Bean
  OrderMessages orderMessages(
      LicenceSettings.ByName configured,
      Licences licences,
      Orders orders,
      JobIntake jobs,
      JobQueries queries) {
    var from = orNull(settings.from());
    if (from != null) {
      var checks = new IntakeChecks(configured, licences::isKnown, orders);
      checks.licence(settings.licence(), "reelway.intake.licence");
      checks.model(settings.model(), "reelway.intake.model");
      check(
          !from.equals(orNull(settings.deadLetters())),
          "reelway.intake.dead-letters",
          "must differ from reelway.intake.from.");
    }
    var declared = licences.declared().stream().map(Licence::name).sorted().toList();
    return new OrderMessages(settings.licence(), declared, settings.model(), orders, jobs, queries);
  }

  @Bean
  BatchCounts batchCounts(Database database) {
    return new BatchCounts(database.skipLocked());
  }

  @Bean
  ApiBatches apiBatches(Database database, ContentStore contentStore) {
    var calls = new ApiBatches(database, contentStore);
    if (!database.shared()) {
      calls.release();
    }
    return calls;
  }

  @Bean
  ApiBatchReaders apiBatchReaders(
      ApiBatches calls, Licences licences, Nodes nodes, Exchanges exchanges, Clock clock) {
    var configured = new ApiBatchReaders.Configured(licences::isKnown, nodes::isAlone);
    return new ApiBatchReaders(
        calls, configured, exchanges, () -> exchanges.trigger("api-batches"), clock);
  }

  @Bean
  ApiBatchIntake apiBatchIntake(
      ApiBatches calls,
      ApiBatchReaders readers,
      DroppedBatches droppedBatches,
      Orders orders,
      JobIntake jobs,
      ContentStore contentStore,
      SpoolFolder spoolFolder,
      Sinks sinks,
      Clock clock) {
    return new ApiBatchIntake(
        calls, readers, droppedBatches, orders, jobs, contentStore, spoolFolder, sinks, clock);
  }

  @Bean
  BatchDefaults batchDefaults(Orders orders) {
    return new BatchDefaults(orders);
  }

  @Bean
  ApiBatchLines apiBatchLines(
      DroppedBatches droppedBatches, JobQueries queries, SpoolFolder spoolFolder, Clock clock) {
    return new ApiBatchLines(droppedBatches, queries, spoolFolder, clock);
  }

  @Bean
  ApiBatchResults apiBatchResults(
      ApiBatches calls,
      DroppedBatches droppedBatches,
      JobQueries queries,
      ContentStore contentStore,
      SpoolFolder spoolFolder,
      JobView view,
      Clock clock) {
    return new ApiBatchResults(
        calls, droppedBatches, queries, contentStore, spoolFolder, view.linked(), clock);
  }
}
