package dev.reelway.sandbox;

import dev.reelway.api.RequestReader;
import dev.reelway.media.FrameExtractor;
import dev.reelway.media.ReferenceSettings;
import dev.reelway.media.SpoolFolder;
import dev.reelway.media.VideoChecker;
import dev.reelway.setup.HomeFolder;
import java.io.IOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the embedded upstream together. */
@Configuration(proxyBeanMethods = false)
public class SandboxConfiguration {

  private static final String FOLDER = "sandbox";

  @Bean
  Sandbox sandbox(
      SandboxSettings settings,
      HomeFolder homeFolder,
      RequestReader reader,
      SandboxSources sandboxSources,
      Clock clock)
      throws IOException {
    return new Sandbox(settings, reader, homeFolder.privateFolder(FOLDER), sandboxSources, clock);
  }

  @Bean
  SandboxSources sandboxSources(
      SpoolFolder spoolFolder,
      VideoChecker videoChecker,
      FrameExtractor frameExtractor,
      ReferenceSettings references) {
    return new SandboxSources(spoolFolder, videoChecker, frameExtractor, references);
  }

  @Bean
  SandboxImages sandboxImages(HomeFolder homeFolder, RequestReader reader, Clock clock)
      throws IOException {
    return new SandboxImages(reader, homeFolder.privateFolder(FOLDER), clock);
  }

  @Bean
  SandboxAnswers sandboxAnswers() {
    return new SandboxAnswers();
  }
}
