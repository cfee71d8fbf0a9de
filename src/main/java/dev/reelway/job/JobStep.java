package dev.reelway.job;

import java.util.Locale;

/** The steps that take a job on, each with the state that it takes jobs up from. */
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

  /** As routes and configuration spell it. */
  public String inRoutes() {
    return name().toLowerCase(Locale.ROOT);
  }
}
