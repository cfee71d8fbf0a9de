package dev.reelway.job;

import dev.reelway.upstream.ImageReader;
import dev.reelway.upstream.InlineFiles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Offers each part of the ledger and of the desk as a bean, for those who use that part only. */
@Configuration(proxyBeanMethods = false)
class JobDeskConfiguration {

  @Bean
  JobQueue jobQueue(Ledger ledger) {
    return ledger.queue();
  }

  @Bean
  JobRecords jobRecords(Ledger ledger) {
    return ledger.records();
  }

  @Bean
  JobQueries jobQueries(Ledger ledger) {
    return ledger.queries();
  }

  @Bean
  Expiry expiry(Ledger ledger) {
    return ledger.expiry();
  }

  @Bean
  CapacityPlanner capacityPlanner(JobDesk desk) {
    return desk.terms().capacityPlanner();
  }

  @Bean
  JobIntake jobIntake(JobDesk desk) {
    return desk.intake();
  }

  @Bean
  CallerLoad callerLoad(JobIntake intake) {
    return intake.callerLoad();
  }

  @Bean
  JobClaims jobClaims(JobDesk desk) {
    return desk.claims();
  }

  @Bean
  JobSteps jobSteps(JobDesk desk) {
    return desk.steps();
  }

  @Bean
  JobLookups jobLookups(JobDesk desk) {
    return desk.searches();
  }

  @Bean
  PartialDelivery partialDelivery(JobDesk desk) {
    return new PartialDelivery(desk.terms());
  }

  @Bean
  JobFailures jobFailures(JobDesk desk) {
    return desk.failures();
  }

  @Bean
  JobEndings jobEndings(JobDesk desk) {
    return desk.endings();
  }

  @Bean
  ImageReader imageReader(
      JobSubscriptions jobSubscriptions, Moderation moderation, InlineFiles inlineFiles) {
    return new ImageReader(
        moderation.isBeforeDelivery() ? (job, withheld) -> {} : jobSubscriptions::publish,
        inlineFiles);
  }

  @Bean
  VideoFeeds videoFeeds(JobSubscriptions jobSubscriptions) {
    return jobSubscriptions.videoFeeds();
  }

  @Bean
  JobSubscriptions jobSubscriptions(JobDesk desk) {
    return desk.jobSubscriptions();
  }
}
