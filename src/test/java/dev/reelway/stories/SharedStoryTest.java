package dev.reelway.stories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Stories that look at their own jobs only, told to a service that has other callers too. */
@Together
@TestInstance(Lifecycle.PER_CLASS)
abstract class SharedStoryTest {

  protected Service service;

  @BeforeAll
  void join() throws IOException {
    var other =
        Stream.of("reelway.licences.other.key=other-key", "reelway.licences.other.scopes=videos");
    var all = Stream.concat(other, CapabilitiesStoryTest.MODELS.stream());
    service = SharedService.join(all.toArray(String[]::new));
  }

  /** A file in the outbox, where others come and go meanwhile. */
  Path stored(String name) throws IOException {
    try (var days = Files.list(service.home().resolve("outbox"))) {
      return days.map(day -> day.resolve(name)).filter(Files::exists).findFirst().orElseThrow();
    }
  }

  @AfterAll
  void leave() throws IOException {
    SharedService.leave(service);
  }
}
