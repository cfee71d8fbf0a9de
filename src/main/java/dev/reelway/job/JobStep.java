package dev.reelway.job;

import java.util.Locale;

/** The steps of a job, each with the state of the jobs that it claims. */
public enum JobStep {
  SUBMIT(JobState.Name.QUEUED),
  RECOVER(JobState.Name.SUBMITTING),
  POLL(JobState.Name.RENDERING),
  DELIVER(JobState.Name.RENDERED);

  private final JobState.Name from;

  JobStep(JobState.Name from) {
    this.from = from;
  }

  JobState.Name from() {
    return from;
  }

  /** The route that works on one job. */
  String route() {
    return inRoutes() + "-job";
  }

  /** The name in routes and configuration. */
  public String inRoutes() {
    return name().toLowerCase(Locale.ROOT);
  }
}
