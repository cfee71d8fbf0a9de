package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.FailedStep.Reaction;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.UpstreamFailure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of failures keeps the promise: no order that may have arrived is sent again. */
class FailedStepTest {

  private static final UpstreamFailure UNCLEAR = new UpstreamFailure.OutcomeUnknown("status 500");
  private static final UpstreamFailure NOT_ACCEPTED =
      new UpstreamFailure.NotAccepted("status 503", null);
  private static final List<UpstreamFailure> ALL =
      List.of(
          NOT_ACCEPTED,
          new UpstreamFailure.Busy("status 429", null),
          new UpstreamFailure.Refused("no"),
          new UpstreamFailure.FailedForGood("never"),
          UNCLEAR);
  private static final Target TARGET = new Target("studio", "key", "m");
  private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

  @ParameterizedTest
  @EnumSource(FailedStep.class)
  void anotherTargetIsTriedOnlyIfNothingWasSentOrTheUpstreamSaysSo(FailedStep step) {
    for (var failure : ALL) {
      if (step.to(failure) == Reaction.NEXT_TARGET) {
        boolean isProof = step == FailedStep.SENT && failure instanceof UpstreamFailure.NotAccepted;
        assertThat(step == FailedStep.UNSENT || isProof).as("%s, %s", step, failure).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(FailedStep.class)
  void onlyTheUpstreamsOwnWordFailsAJobAtOnce(FailedStep step) {
    assertThat(List.of(step.to(NOT_ACCEPTED), step.to(UNCLEAR))).doesNotContain(Reaction.FAIL);
  }

  @Test
  void anOrderWhoseAnswerWasLostIsLookedUp() {
    assertThat(FailedStep.SENT.to(UNCLEAR)).isEqualTo(Reaction.LOOK_UP);
    assertThat(ALL).allMatch(one -> FailedStep.UNSTORED.to(one) == Reaction.LOOK_UP);
    assertThat(ALL).allMatch(one -> FailedStep.LOOKED_UP.to(one) == Reaction.LOOK_UP_AGAIN);
  }

  @Test
  void theFailedStepFollowsFromTheStateOfTheJob() {
    var stands =
        Map.of(
            FailedStep.UNSENT, new Submitting(TARGET, null, null),
            FailedStep.SENT, new Submitting(TARGET, NOW, null),
            FailedStep.LOOKED_UP, new Submitting(TARGET, NOW, NOW));

    stands.forEach((step, state) -> assertThat(FailedStep.of(state, false, false)).isEqualTo(step));
    assertThat(FailedStep.of(new Submitting(TARGET, NOW, null), true, true))
        .isEqualTo(FailedStep.UNSTORED);
    assertThat(FailedStep.of(new Submitting(TARGET, NOW, NOW), true, true))
        .isEqualTo(FailedStep.SENT_AGAIN);
  }
}
