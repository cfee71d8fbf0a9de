package dev.reelway.api;

import dev.reelway.intake.ApiBatchIntake;
import dev.reelway.intake.ApiBatchLines;
import dev.reelway.intake.BatchDefaults;
import dev.reelway.library.ContentStore;
import dev.reelway.media.SpoolFolder;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Makes the calls of batches. */
@Configuration(proxyBeanMethods = false)
class BatchConfiguration {

  @Bean
  BatchRequests batchRequests(
      RequestReader reader,
      ApiBatchIntake batches,
      BatchDefaults batchDefaults,
      ContentStore contentStore,
      SignedLinks signedLinks,
      LinkLicences linkLicences,
      Clock clock) {
    return new BatchRequests(
        reader, batches, batchDefaults, contentStore, signedLinks, linkLicences, clock);
  }

  @Bean
  BatchResults batchResults(
      RequestReader reader,
      ApiBatchLines lines,
      SignedLinks signedLinks,
      SpoolFolder spoolFolder,
      Clock clock,
      Environment environment) {
    return new BatchResults(
        reader, lines, signedLinks, spoolFolder, clock, PageConfiguration.media(environment));
  }
}
