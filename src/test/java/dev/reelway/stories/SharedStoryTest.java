package dev.reelway.stories;

import java.io.IOException;
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
    service =
        SharedService.join(
            "reelway.licences.other.key=other-key", "reelway.licences.other.scopes=videos");
  }

  @AfterAll
  void leave() throws IOException {
    SharedService.leave(service);
  }
}
