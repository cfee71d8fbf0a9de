package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The other process is another node, which may live. */
@ResourceLock(TestDatabase.POSTGRES)
class PostgresEqualRequestsTest extends EqualRequestsContract {

  PostgresEqualRequestsTest() {
    super(TestDatabase.postgres());
  }

  @Test
  void aCallerWhoWaitsAtALivingNodeKeepsItsJob() throws Exception {
    other.begin();
    ordered(null);

    assertThat(isOneLeft(Duration.ofMinutes(1))).isFalse();
  }
}
