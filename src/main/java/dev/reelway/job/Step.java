package dev.reelway.job;

import java.util.Locale;

/** The steps that take a job on, each with the state that it takes jobs up from. */
public enum Step {
  SUBMIT(State.Name.QUEUED),
  RECOVER(State.Name.SUBMITTING),
  POLL(State.Name.RENDERING),
  DELIVER(State.Name.RENDERED);

  private final State.Name from;

  Step(State.Name from) {
    this.from = from;
  }

  State.Name from() {
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
