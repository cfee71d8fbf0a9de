package dev.reelway.sandbox;

import dev.reelway.api.CallReader;
import dev.reelway.setup.Home;
import java.io.IOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the embedded upstream together. */
@Configuration(proxyBeanMethods = false)
public class SandboxConfiguration {

  private static final String FOLDER = "sandbox";

  @Bean
  Sandbox sandbox(SandboxSettings settings, Home home, CallReader reader, Clock clock)
      throws IOException {
    return new Sandbox(settings, reader, home.resolve(FOLDER), clock);
  }

  @Bean
  PictureCalls sandboxPictures(Home home, CallReader reader, Clock clock) throws IOException {
    return new PictureCalls(reader, home.resolve(FOLDER), clock);
  }

  @Bean
  SandboxAnswers sandboxAnswers() {
    return new SandboxAnswers();
  }
}
