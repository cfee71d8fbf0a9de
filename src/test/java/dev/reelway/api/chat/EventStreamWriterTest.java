package dev.reelway.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

/** What a stream says while nothing happens. */
class EventStreamWriterTest {

  private static final String BEGIN = ":ok\n\n";
  private static final String COMMENT = ":\n\n";

  private final AtomicLong time = new AtomicLong();
  private final MockHttpServletResponse response = new MockHttpServletResponse();
  private EventStreamWriter events;

  @BeforeEach
  void begin() throws IOException {
    events = new EventStreamWriter(response, time::get);
  }

  @Test
  void aSilentStreamIsKeptOpenByACommentEachThreeSeconds() throws IOException {
    pass(Duration.ofSeconds(11));
    assertThat(response.getContentAsString()).isEqualTo(BEGIN + COMMENT.repeat(3));
  }

  @Test
  void anEventIsNoSilence() throws IOException {
    pass(Duration.ofSeconds(2));
    events.data("news");
    pass(Duration.ofSeconds(2));
    assertThat(response.getContentAsString()).isEqualTo(BEGIN + "data: news\n\n");
  }

  @Test
  void aCallerWhoSeemsToHaveLeftIsWrittenToAtOnce() throws IOException {
    events.keepAlive(true);
    events.keepAlive(true);
    assertThat(response.getContentAsString()).isEqualTo(BEGIN + COMMENT.repeat(2));
  }

  private void pass(Duration all) throws IOException {
    for (long second = 0; second < all.toSeconds(); second++) {
      time.addAndGet(Duration.ofSeconds(1).toNanos());
      events.keepAlive(false);
    }
  }
}
