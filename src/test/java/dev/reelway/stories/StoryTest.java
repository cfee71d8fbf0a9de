package dev.reelway.stories;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Stories told to one service, with its defaults. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class StoryTest {

  protected Service service;

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    service = Service.start(clock(), home, settings());
  }

  @AfterAll
  void stop() {
    service.close();
  }

  String[] settings() {
    return new String[0];
  }

  Clock clock() {
    return Clock.systemUTC();
  }
}
