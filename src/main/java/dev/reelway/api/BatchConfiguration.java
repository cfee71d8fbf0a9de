package dev.reelway.api;

import dev.reelway.intake.ApiBatchIntake;
import dev.reelway.intake.ApiBatchLines;
import dev.reelway.intake.BatchDefaults;
import dev.reelway.library.ContentStore;
import dev.reelway.licence.Licences;
import dev.reelway.media.ReferenceSettings;
import dev.reelway.media.SpoolFolder;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Makes the calls of batches. */
@Configuration(proxyBeanMethods = false)
class BatchConfiguration {

  private static final Duration LONGEST = Duration.ofHours(24);

  @Bean
  BatchRequests batchRequests(
      RequestReader reader,
      ApiBatchIntake batches,
      BatchDefaults batchDefaults,
      ContentStore contentStore,
      SignedLinks signedLinks,
      Licences licences,
      ReferenceSettings references,
      Clock clock) {
    return new BatchRequests(
        reader,
        batches,
        batchDefaults,
        contentStore,
        signedLinks,
        licences::isInForce,
        longest(references),
        clock);
  }

  /** What its orders start from must be there until its end. */
  private static Duration longest(ReferenceSettings references) {
    var keep = references.keep();
    return keep.compareTo(LONGEST) < 0 ? keep : LONGEST;
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
