package dev.reelway.upstream;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many renders an upstream accepts at once under one credential, learned from its answers: a
 * refusal shows that the renders open at that moment are all it takes, and now and then one more
 * order is tried, so that a bound that has risen is noticed. Trials are few, about one for eight
 * accepted orders. Where one succeeds, more follow soon, each time twice as many; not at once, as
 * the trial may have taken the place of a render whose end is not known here yet.
 *
 * @param bound how many renders it is known to accept at once, at least 1
 * @param step how many more are tried when a trial is due
 * @param accepted how many orders it has accepted since its last refusal
 * @param failedTrials how many trials in a row were refused
 * @param refusals how many orders in a row were refused
 * @param pausedUntil until when it gets no orders
 * @param trialFrom when a trial is due at the earliest, after enough accepted orders
 * @param trialBy when a trial is due in any case
 */
public record LearnedBound(
    int bound,
    int step,
    int accepted,
    int failedTrials,
    int refusals,
    Instant pausedUntil,
    Instant trialFrom,
    Instant trialBy) {

  private static final int ACCEPTED_BEFORE_TRIAL = 8;
  private static final int MAX_STEP = 64;

  /** Longer than it takes to find that a render has ended, and to be refused in its place. */
  private static final Duration BETWEEN_STEPS = Duration.ofSeconds(10);

  /** What was sent before counts against no limit per minute any more. */
  private static final Duration BEFORE_TRIAL = Duration.ofSeconds(70);

  private static final Duration FIRST_QUIET = Duration.ofSeconds(20);
  private static final Duration MAX_QUIET = Duration.ofHours(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(30);
  private static final Duration MAX_REQUESTED = Duration.ofMinutes(5);
  private static final int MAX_QUIET_IN_REQUESTED = 16;

  /**
   * The bound after a first refusal.
   *
   * @param open how many renders were open besides the refused order
   * @param requested the pause that the upstream asked for, or null
   */
  public static LearnedBound of(int open, @Nullable Duration requested, Instant now) {
    return new LearnedBound(Math.max(1, open), 1, 0, 0, 0, now, now, now)
        .refused(open, requested, now);
  }

  /** How many renders may be open now, the trials that are due included; 0 during a pause. */
  public int limit(Instant now) {
    if (isPaused(now)) {
      return 0;
    }
    return isTrialDue(now) ? bound + step : bound;
  }

  /** Whether it gets no orders now. */
  public boolean isPaused(Instant now) {
    return now.isBefore(pausedUntil);
  }

  private boolean isTrialDue(Instant now) {
    boolean enough = accepted >= ACCEPTED_BEFORE_TRIAL || !now.isBefore(trialBy);
    return enough && !now.isBefore(trialFrom);
  }

  /**
   * An order was refused because too many were open or came too fast.
   *
   * @param open how many renders were open besides it
   * @param requested the pause that the upstream asked for, or null
   */
  public LearnedBound refused(int open, @Nullable Duration requested, Instant now) {
    int failed = failedTrialsAfter(open, now);
    var asked = requested == null ? Duration.ZERO : min(requested, MAX_REQUESTED);
    if (open == 0) {
      // Shows no bound: the account is used elsewhere, or takes no orders at all for a while.
      var pause = requested == null ? doubled(FIRST_PAUSE, refusals, MAX_PAUSE) : asked;
      return new LearnedBound(
          1,
          0,
          ACCEPTED_BEFORE_TRIAL,
          failed,
          refusals + 1,
          latest(pausedUntil, now.plus(pause)),
          now,
          now);
    }
    return new LearnedBound(
        Math.min(open, bound),
        1,
        0,
        failed,
        refusals + 1,
        latest(pausedUntil, now.plus(asked)),
        now.plus(quietAfter(asked, failed)),
        now.plus(doubled(FIRST_QUIET, failed, MAX_QUIET)));
  }

  /**
   * Orders of one trial that are refused together count once. A trial that took the place of a
   * render that had ended is refused a moment later. A bound that has fallen is doubted the more,
   * the further it fell: there may be no bound, and the upstream takes no orders for a while.
   */
  private int failedTrialsAfter(int open, Instant now) {
    boolean late = step > 1 && now.isBefore(trialFrom);
    if (open >= bound || late) {
      return late || isTrialDue(now) ? failedTrials + 1 : failedTrials;
    }
    return Math.max(0, failedTrials - (bound - open));
  }

  /** A refused trial costs the pause that the upstream asks for: a long one is risked seldom. */
  private static Duration quietAfter(Duration asked, int failed) {
    return doubled(asked.multipliedBy(2), failed, asked.multipliedBy(MAX_QUIET_IN_REQUESTED));
  }

  /**
   * An order was accepted.
   *
   * @param open how many renders were open when it was sent, itself not counted
   */
  public LearnedBound accepted(int open, Instant now) {
    if (open < bound) {
      boolean enough = accepted + 1 == ACCEPTED_BEFORE_TRIAL;
      return new LearnedBound(
          bound,
          Math.max(1, step),
          accepted + 1,
          failedTrials,
          0,
          pausedUntil,
          enough ? latest(trialFrom, now.plus(BEFORE_TRIAL)) : trialFrom,
          trialBy);
    }
    boolean first = !now.isBefore(trialFrom); // of the trials that were due
    return new LearnedBound(
        open + 1,
        first ? Math.clamp(2L * step, 1, MAX_STEP) : step,
        Math.max(accepted + 1, ACCEPTED_BEFORE_TRIAL),
        step > 1 ? 0 : failedTrials,
        0,
        pausedUntil,
        first ? now.plus(BETWEEN_STEPS) : trialFrom,
        trialBy);
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Duration doubled(Duration first, int times, Duration longest) {
    return min(first.multipliedBy(1L << Math.clamp(times, 0, 20)), longest);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
