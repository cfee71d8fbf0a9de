package dev.reelway.intake;

import dev.reelway.database.Database;
import dev.reelway.job.JobIntake;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobView;
import dev.reelway.licence.LicenceSettings;
import dev.reelway.order.Orders;
import dev.reelway.sink.FileSink;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what happens to a prompt file that is dropped into a folder. */
@Configuration(proxyBeanMethods = false)
class InboxConfiguration {

  @Bean
  Inboxes inboxes(
      IntakeSettings settings, LicenceSettings.ByName licences, Orders orders, FileSink sink) {
    var checks = new IntakeChecks(licences, orders);
    return new InboxFactory(settings, checks, sink.folder()).inboxes();
  }

  @Bean
  InboxRoutes inboxRoutes(Inboxes inboxes, Batches batches, Clock clock) {
    return new InboxRoutes(inboxes, batches, clock);
  }

  @Bean
  Batches batches(Database database) {
    return new Batches(database);
  }

  @Bean
  HotFolder hotFolder(
      Inboxes inboxes, Batches batches, Orders orders, JobIntake jobs, Clock clock) {
    return new HotFolder(inboxes, batches, orders, jobs, clock);
  }

  @Bean
  Results results(
      Inboxes inboxes,
      Batches batches,
      JobQueries queries,
      JobView view,
      Reports reports,
      Clock clock) {
    return new Results(inboxes, batches, queries, view.plain(), reports, clock);
  }

  @Bean
  Whereabouts whereabouts(FileSink sink, FileLinks links) {
    return new Whereabouts(sink.folder(), links::to);
  }

  @Bean
  Reports reports(
      Inboxes inboxes, Batches batches, JobQueries queries, Whereabouts files, Clock clock) {
    return new Reports(inboxes, batches, queries, files, clock);
  }
}
