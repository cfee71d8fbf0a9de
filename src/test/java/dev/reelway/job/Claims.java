package dev.reelway.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Claims jobs for a step at all places, as its workers do at one after another. */
public final class Claims {

  private Claims() {}

  /** What the workers of a step would be given. */
  public static List<Job> of(JobDesk desk, JobStep jobStep, int most) {
    if (jobStep == JobStep.SUBMIT) {
      return desk.claims().claimSubmits(most);
    }
    var jobs = new ArrayList<Job>();
    for (var place : desk.claims().places(jobStep)) {
      jobs.addAll(desk.claims().claim(jobStep, place, most - jobs.size()));
    }
    return jobs;
  }

  /** Commits claimed jobs in one transaction, as the report of a list does. */
  public static void commitAll(Ledger ledger, List<Job> jobs) {
    ledger.records().commitAll(jobs);
  }

  /** Due jobs in this state. */
  public static List<Job> of(
      Ledger ledger, JobState.Name state, int most, Instant now, Duration lease) {
    var end = now.plus(lease);
    if (state == JobState.Name.QUEUED) {
      return ledger.queue().claimQueued(most, now, end);
    }
    var jobs = new ArrayList<Job>();
    for (var place : ledger.queue().places(state)) {
      jobs.addAll(ledger.queue().claim(state, place, most - jobs.size(), now, end));
    }
    return jobs;
  }
}
