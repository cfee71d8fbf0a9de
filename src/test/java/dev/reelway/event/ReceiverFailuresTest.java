package dev.reelway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ReceiverFailuresTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Event EVENT = new Event("evt_1", "video.failed", "ann", "video_1", NOW);

  private final ReceiverFailures failures = new ReceiverFailures();

  @Test
  void eachFurtherFailurePausesLongerUpToAMinute() {
    var pauses = new ArrayList<Long>();
    for (int n = 0; n < 8; n++) {
      pauses.add(pause("/hook", NOW.plusSeconds(n), NOW.plusSeconds(n)));
    }

    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
  }

  @Test
  void attemptsThatWereUnderWayTogetherCountOnce() {
    pause("/hook", NOW, NOW.plusSeconds(15));
    pause("/hook", NOW, NOW.plusSeconds(15));

    assertThat(pause("/hook", NOW.plusSeconds(16), NOW.plusSeconds(31))).isEqualTo(2);
  }

  @Test
  void anAnswerEndsTheFailuresOfItsReceiverAlone() {
    pause("/hook", NOW, NOW);
    pause("/other", NOW, NOW);

    failures.remove(delivery("/hook"));

    assertThat(pause("/hook", NOW, NOW)).isEqualTo(1);
    assertThat(pause("/other", NOW, NOW)).isEqualTo(2);
  }

  private long pause(String path, Instant begun, Instant now) {
    return Duration.between(now, failures.add(delivery(path), begun, now)).toSeconds();
  }

  private static EventDelivery delivery(String path) {
    var url = "https://videos.example" + path;
    return EventDelivery.to(Receiver.ORDER, EVENT, Receivers.target("ann", url), url);
  }
}
