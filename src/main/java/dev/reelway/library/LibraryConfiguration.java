package dev.reelway.library;

import static dev.reelway.setup.SettingsChecks.check;

import dev.reelway.database.Database;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobSettings;
import dev.reelway.job.Removals;
import dev.reelway.media.AudioChecker;
import dev.reelway.media.FrameExtractor;
import dev.reelway.media.ImageChecker;
import dev.reelway.media.ReferenceSettings;
import dev.reelway.media.SpoolFolder;
import dev.reelway.media.VideoChecker;
import dev.reelway.net.Downloader;
import dev.reelway.order.Models;
import dev.reelway.sink.DiskSpace;
import dev.reelway.sink.Sinks;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what callers' files are kept by. */
@Configuration(proxyBeanMethods = false)
public class LibraryConfiguration {

  private static final String KEEP = "reelway.references.keep";

  private final ReferenceSettings settings;

  LibraryConfiguration(ReferenceSettings settings, JobSettings jobs) {
    check(
        settings.keep().compareTo(jobs.longest()) >= 0,
        KEEP,
        "must not be shorter than reelway.jobs.longest-wait, deadline and fetch-deadline together,"
            + " because an order may need its image until then.");
    this.settings = settings;
  }

  @Bean
  ContentStore contentStore(Database database, Removals removals, Sinks sinks) {
    return new ContentStore(database, removals, sinks, settings.keep());
  }

  /** What an earlier process left is put right before any route asks for it. */
  @Bean
  CamelContextConfiguration libraryResumption(ContentStore contentStore) {
    return new CamelContextConfiguration() {
      @Override
      public void beforeApplicationStart(CamelContext context) {
        contentStore.assignDefaultSink();
      }

      @Override
      public void afterApplicationStart(CamelContext context) {}
    };
  }

  @Bean
  LinkDownloads linkDownloads(Downloader downloader, Clock clock) {
    return new LinkDownloads(downloader, clock);
  }

  @Bean
  ReferenceImages referenceImages(
      ContentStore contentStore,
      SpoolFolder spoolFolder,
      ImageChecker imageChecker,
      VideoChecker videoChecker,
      AudioChecker audioChecker,
      FrameExtractor frameExtractor,
      LinkDownloads linkDownloads,
      UploadSpace uploadSpace,
      Clock clock) {
    var checks = new MediaChecks(imageChecker, videoChecker, audioChecker, settings);
    return new ReferenceImages(
        contentStore, spoolFolder, checks, frameExtractor, linkDownloads, uploadSpace, clock);
  }

  @Bean
  UploadSpace uploadSpace(DiskSpace diskSpace) {
    return new UploadSpace(diskSpace);
  }

  @Bean
  UpstreamImages upstreamImages() {
    return new UpstreamImages();
  }

  @Bean
  OrderRetries orderRetries(
      Models models, ContentStore contentStore, JobQueries jobs, Clock clock) {
    return new OrderRetries(models, contentStore, jobs::openRetryOf, clock);
  }

  @Bean
  SourceVideos sourceVideos(
      ContentStore contentStore,
      SpoolFolder spoolFolder,
      VideoChecker videoChecker,
      Downloader downloader,
      JobQueries jobs,
      UploadSpace uploadSpace,
      Clock clock) {
    return new SourceVideos(
        contentStore, spoolFolder, videoChecker, downloader, jobs, uploadSpace, settings, clock);
  }
}
