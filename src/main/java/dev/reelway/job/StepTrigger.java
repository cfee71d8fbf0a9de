package dev.reelway.job;

/**
 * Makes a step look for due jobs now rather than at its next tick. A trigger has no content, may be
 * dropped, and never throws: the next tick finds the jobs.
 */
@FunctionalInterface
public interface StepTrigger {

  /** Every step waits for its tick. */
  StepTrigger NONE = jobStep -> {};

  void wake(JobStep jobStep);
}
