package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.JobState.Rendering;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresExpiryTest extends ExpiryContract {

  PostgresExpiryTest() {
    super(TestDatabase.postgres());
  }

  @Test
  void aNodeThatStartsLeavesTheDeadlinesOfWhatOthersPoll() {
    var polled = inState(new Rendering(AT, 42));

    ledger.expiry().prolongUnpolled(polled.due().plus(Duration.ofSeconds(119)));
    assertThat(found(polled).deadline()).isEqualTo(polled.deadline());

    var late = polled.deadline().minusSeconds(1);
    ledger.expiry().prolongUnpolled(late);
    assertThat(found(polled).deadline()).isEqualTo(late.plus(Expiry.UNTIL_POLLED));
  }
}
