package dev.reelway.job;

/**
 * Has a step look for due jobs now rather than at its next tick. A trigger carries nothing, may be
 * dropped, and never throws: the tick finds what was missed.
 */
@FunctionalInterface
public interface StepTrigger {

  /** Every step waits for its tick. */
  StepTrigger NONE = jobStep -> {};

  void wake(JobStep jobStep);
}
