package dev.reelway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class OpenRequestsTest {

  private final OpenRequests open = new OpenRequests();

  @Test
  void aRequestWaitsForAllEarlierOnesWithItsKey() {
    var first = key("ann", "k");
    var second = key("ann", "k");
    var third = key("ann", "k");

    assertThat(open.enter(first)).isDone();
    var before = open.enter(second);
    var beforeThird = open.enter(third);
    assertThat(before).isNotDone();

    second.settle();
    assertThat(beforeThird).isNotDone();
    first.settle();
    assertThat(before).isDone();
    assertThat(beforeThird).isDone();
  }

  @Test
  void otherKeysAndLicencesAreNotWaitedFor() {
    open.enter(key("ann", "k"));

    assertThat(open.enter(key("ann", "other"))).isDone();
    assertThat(open.enter(key("bob", "k"))).isDone();
  }

  @Test
  void whatIsSettledIsForgotten() {
    var key = key("ann", "k");
    assertThat(open.enter(key)).isCompleted();
    key.settle();
    key.settle();

    assertThat(open.size()).isZero();
    assertThat(open.enter(key("ann", "k"))).isDone();
  }

  private static RequestKey key(String licence, String key) {
    return RequestKey.chosen(licence, key, "f", Instant.EPOCH);
  }
}
