package dev.reelway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailedRendersTest {

  private final SettableClock clock = new SettableClock();
  private final FailedRenders failed = new FailedRenders(clock);

  @Test
  void aClientThatRepeatsAFailedRequestWithLongerAndLongerPausesIsAnsweredAlike() {
    failed.add(created("a fox"));

    for (double pause : new double[] {1.9, 3.9, 4.1, 16, 17, 63}) {
      passes(pause);
      assertThat(failed.repeatedBy(key("a fox"))).as("after %s s", pause).hasValue("image_1");
    }
  }

  @Test
  void aPersonWhoOrdersAgainGetsANewRender() {
    failed.add(created("a fox"));
    passes(3.1);

    assertThat(failed.repeatedBy(key("a fox"))).isEmpty();
    passes(-1);
    assertThat(failed.repeatedBy(key("a fox"))).isEmpty();
  }

  @Test
  void anotherRequestIsAnotherOne() {
    failed.add(created("a fox"));

    assertThat(failed.repeatedBy(key("a cat"))).isEmpty();
    assertThat(failed.repeatedBy(keyOf("other", "a fox"))).isEmpty();
  }

  @Test
  void aRequestThatIsAnsweredAtOnceIsNotRemembered() {
    var key = RequestKey.keyless("demo", "a fox", 0, clock.instant(), Duration.ZERO);
    key.join("video_1");
    failed.add(key);

    assertThat(failed.repeatedBy(key)).isEmpty();
  }

  private void passes(double seconds) {
    clock.passes(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  private RequestKey created(String request) {
    var key = key(request);
    key.join("image_1");
    return key;
  }

  private RequestKey key(String request) {
    return keyOf("demo", request);
  }

  private RequestKey keyOf(String licence, String request) {
    return RequestKey.keyless(licence, request, 0, clock.instant(), Duration.ofMinutes(15));
  }
}
