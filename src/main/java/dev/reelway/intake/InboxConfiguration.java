package dev.reelway.intake;

import dev.reelway.database.Database;
import dev.reelway.job.JobIntake;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobView;
import dev.reelway.licence.LicenceSettings;
import dev.reelway.licence.Licences;
import dev.reelway.node.Nodes;
import dev.reelway.order.Orders;
import dev.reelway.pause.Pausable;
import dev.reelway.pause.Pauses;
import dev.reelway.setup.HomeFolder;
import dev.reelway.sink.FileSink;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what happens to a prompt file that is dropped into a folder. */
@Configuration(proxyBeanMethods = false)
class InboxConfiguration {

  @Bean
  Inboxes inboxes(
      IntakeSettings settings,
      LicenceSettings.ByName configured,
      Licences licences,
      Orders orders,
      FileSink sink,
      HomeFolder homeFolder,
      Nodes nodes,
      Pauses pauses) {
    var checks = new IntakeChecks(configured, licences::isKnown, orders);
    return new InboxFactory(settings, checks, sink.folder(), homeFolder.folder())
        .inboxes()
        .withOwners(licences::mayOwn, name -> !licences.isKnown(name) && !nodes.isAlone())
        .withPauses(inbox -> pauses.names(Pausable.INBOX).contains(inbox));
  }

  @Bean
  InboxStates inboxStates(Inboxes inboxes, Database database, Clock clock) {
    return new InboxStates(inboxes, database, clock);
  }

  @Bean
  MeterBinder inboxMetrics(Inboxes inboxes) {
    return registry -> inboxes.all().forEach(inbox -> bindPause(registry, inboxes, inbox));
  }

  private static void bindPause(MeterRegistry registry, Inboxes inboxes, Inbox inbox) {
    Gauge.builder("reelway.inbox.paused", () -> inboxes.isPaused(inbox) ? 1 : 0)
        .description("1 while an operator has paused an inbox, so that its files are not read")
        .tag("inbox", inbox.name())
        .register(registry);
  }

  @Bean
  InboxRoutes inboxRoutes(Inboxes inboxes, DroppedBatches droppedBatches, Clock clock) {
    return new InboxRoutes(inboxes, droppedBatches, clock);
  }

  @Bean
  DroppedBatches droppedBatches(Database database) {
    return new DroppedBatches(database);
  }

  @Bean
  ReadingLeases readingLeases(Database database, Clock clock) {
    var leases = new ReadingLeases(database, clock);
    if (!database.shared()) {
      leases.endAll();
    }
    return leases;
  }

  @Bean
  FolderIntake folderIntake(
      Inboxes inboxes,
      DroppedBatches droppedBatches,
      ReadingLeases readingLeases,
      Orders orders,
      JobIntake jobs,
      Clock clock) {
    return new FolderIntake(inboxes, droppedBatches, readingLeases, orders, jobs, clock);
  }

  @Bean
  FolderResults folderResults(
      Inboxes inboxes,
      DroppedBatches droppedBatches,
      JobQueries queries,
      JobView view,
      ReportPages reportPages,
      Clock clock) {
    return new FolderResults(
        inboxes, droppedBatches, queries, view.published(), reportPages, clock);
  }

  @Bean
  UnclaimedFiles unclaimedFiles(
      Inboxes inboxes, DroppedBatches droppedBatches, IntakeSettings settings, Clock clock) {
    return new UnclaimedFiles(inboxes, droppedBatches, settings.unclaimed(), clock);
  }

  @Bean
  AssetLinks assetLinks(FileSink sink, FileLinks links) {
    return new AssetLinks(sink.folder(), links::to);
  }

  @Bean
  ReportPages reportPages(
      Inboxes inboxes,
      DroppedBatches droppedBatches,
      JobQueries queries,
      AssetLinks files,
      Clock clock) {
    return new ReportPages(inboxes, droppedBatches, queries, files, clock);
  }
}
