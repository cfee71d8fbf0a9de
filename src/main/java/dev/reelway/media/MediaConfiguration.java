package dev.reelway.media;

import static dev.reelway.setup.SettingsChecks.check;
import static dev.reelway.setup.SettingsChecks.positive;

import dev.reelway.net.AllowedHosts;
import dev.reelway.net.Downloader;
import dev.reelway.setup.HomeFolder;
import dev.reelway.trace.Traces;
import java.io.IOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what takes files in from outside; wrong settings are refused by their key. */
@Configuration(proxyBeanMethods = false)
public class MediaConfiguration {

  private final ReferenceSettings references;
  private final LargestVideo largest;

  MediaConfiguration(ReferenceSettings references, LargestVideo largest) {
    positive(largest.size(), "reelway.largest-video");
    positive(references.largest(), "reelway.references.largest");
    positive(references.mostPixels(), "reelway.references.most-pixels");
    positive(references.largestVideo(), "reelway.references.largest-video");
    positive(references.longestVideo(), "reelway.references.longest-video");
    positive(references.largestAudio(), "reelway.references.largest-audio");
    positive(references.longestAudio(), "reelway.references.longest-audio");
    check(
        AllowedHosts.areHosts(references.privateHosts()),
        "reelway.references.private-hosts",
        AllowedHosts.MUST);
    this.references = references;
    this.largest = largest;
  }

  @Bean
  Downloader downloader(Traces traces) {
    return new Downloader(references.privateHosts(), traces);
  }

  @Bean
  SpoolFolder spoolFolder(HomeFolder homeFolder) throws IOException {
    return new SpoolFolder(homeFolder.privateFolder("incoming"));
  }

  @Bean
  ImageChecker imageChecker() {
    return new ImageChecker(references.largest().toBytes(), references.mostPixels());
  }

  @Bean
  VideoChecker videoChecker() {
    return new VideoChecker(references.mostPixels(), references.longestVideo());
  }

  @Bean
  AudioChecker audioChecker() {
    return new AudioChecker(references.longestAudio());
  }

  @Bean
  FrameExtractor frameExtractor(SpoolFolder spoolFolder) {
    long mostPixels = Math.min(references.mostPixels(), pixelsOf(Runtime.getRuntime().maxMemory()));
    return new FrameExtractor(spoolFolder, largest.bytes(), mostPixels);
  }

  /**
   * How large extracted frames may be: two at once, of three bytes a pixel, with one more that is
   * decoded or turned, and never more than half of the heap.
   */
  static long pixelsOf(long heap) {
    return heap / 2 / (2 * 2 * 3);
  }

  @Bean
  FrameImages frameImages(FrameExtractor frameExtractor, HomeFolder homeFolder, Clock clock)
      throws IOException {
    return new FrameImages(frameExtractor, homeFolder.privateFolder("frames"), clock);
  }

  @Bean
  Thumbnails thumbnails(SpoolFolder spoolFolder) {
    return new Thumbnails(spoolFolder, largest.bytes(), references.mostPixels());
  }
}
