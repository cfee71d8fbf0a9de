package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.upstream.Target;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is stored of the targets that were tried is read by neighbouring versions as well. */
class TriesTest {

  private static final Target TARGET = new Target("studio", "key", "m");
  private static final Instant SENT = Instant.parse("2026-11-03T10:15:30Z");

  @Test
  void anOlderVersionsRowKeepsItsKeyAndItsBody() {
    var tries = read("{\"turn\": [], \"refused\": [], \"notAccepted\": true}");

    assertThat(tries.notAccepted()).isTrue();
    assertThat(tries.key("video_1", TARGET)).isEqualTo("video_1");
    assertThat(tries.failedAt(new Submitting(TARGET, SENT, null)).notAccepted()).isTrue();
  }

  @Test
  void aRowWithTheNumberOfAnswersAloneKeepsItsKeyAndItsBody() {
    var tries = read("{\"turn\": [], \"refused\": [], \"answers\": 1, \"asked\": []}");

    assertThat(tries.notAccepted()).isTrue();
    assertThat(tries.key("video_1", TARGET)).isEqualTo("video_1-2");
  }

  @Test
  void aRejectionIsStoredInTheWordsOfOlderVersions() {
    var rejected = Tries.NONE.rejectedAt(TARGET);

    var stored = rejected.inLedger(new Queued());

    assertThat(stored).contains("\"notAccepted\":true", "\"answers\":1").doesNotContain("rejec");
    assertThat(read(stored)).isEqualTo(rejected);
  }

  @Test
  void anOrderWithoutAnAnswerIsSentAgainAsItWas() {
    var tries = Tries.NONE.failedAt(new Submitting(TARGET, SENT, null));

    assertThat(tries.notAccepted()).isFalse();
    assertThat(tries.key("video_1", TARGET)).isEqualTo("video_1");
    assertThat(tries.asked()).isEqualTo(List.of(TARGET));
  }

  @Test
  void whetherTheKeyWasSentIsStored() {
    var sending = new Submitting(TARGET, SENT, null);

    assertThat(read("{\"turn\": [], \"refused\": []}").unkeyed()).isFalse();
    assertThat(Tries.NONE.sent(true).inLedger(sending)).isNull();
    assertThat(Tries.read(sending, Tries.NONE.sent(false).inLedger(sending)).unkeyed()).isTrue();
    assertThat(Tries.NONE.sent(false).failedAt(sending).unkeyed()).isFalse();
  }

  private static Tries read(String stored) {
    return Tries.read(new Queued(), stored);
  }
}
