package dev.reelway.media;

import static dev.reelway.setup.SettingsChecks.positive;

import dev.reelway.setup.Home;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what takes files in from outside; wrong settings are refused by their key. */
@Configuration(proxyBeanMethods = false)
public class MediaConfiguration {

  private final ReferenceSettings references;
  private final LargestVideo largest;

  MediaConfiguration(ReferenceSettings references, LargestVideo largest) {
    positive(largest.size(), "reelway.largest-film");
    positive(references.largest(), "reelway.references.largest");
    positive(references.mostPixels(), "reelway.references.most-pixels");
    this.references = references;
    this.largest = largest;
  }

  @Bean
  Fetcher fetcher() {
    return new Fetcher(references.privateHosts());
  }

  @Bean
  Incoming incoming(Home home) throws IOException {
    return new Incoming(home.resolve("incoming"));
  }

  @Bean
  Pictures pictures() {
    return new Pictures(references.largest().toBytes(), references.mostPixels());
  }

  @Bean
  Frames frames(Incoming incoming) {
    return new Frames(incoming, largest.bytes(), references.mostPixels());
  }

  @Bean
  Thumbnails thumbnails(Incoming incoming) {
    return new Thumbnails(incoming, largest.bytes(), references.mostPixels());
  }
}
