package dev.reelway.job;

import java.time.Duration;
import java.util.Map;

/** Builds settings of jobs for a test: the product's defaults, except for what the test names. */
public final class TestJobSettings {

  private Duration longestWait = Duration.ofDays(1);
  private Duration deadline = Duration.ofMinutes(30);
  private Duration fetchDeadline = Duration.ofDays(1);
  private Duration pollEvery = Duration.ofSeconds(5);
  private Duration lease = Duration.ofSeconds(20);
  private Map<String, Integer> atOnce = Map.of();

  TestJobSettings longestWait(Duration longestWait) {
    this.longestWait = longestWait;
    return this;
  }

  public TestJobSettings deadline(Duration deadline) {
    this.deadline = deadline;
    return this;
  }

  TestJobSettings fetchDeadline(Duration fetchDeadline) {
    this.fetchDeadline = fetchDeadline;
    return this;
  }

  TestJobSettings pollEvery(Duration pollEvery) {
    this.pollEvery = pollEvery;
    return this;
  }

  public TestJobSettings lease(Duration lease) {
    this.lease = lease;
    return this;
  }

  TestJobSettings submitsAtOnce(int submitsAtOnce) {
    this.atOnce = Map.of("submit", submitsAtOnce);
    return this;
  }

  /** Answers the settings as the product gets them. */
  public JobSettings build() {
    return new JobSettings(
        longestWait,
        deadline,
        fetchDeadline,
        "* * * * * ?",
        pollEvery,
        Duration.ofSeconds(2),
        Duration.ofMinutes(5),
        Duration.ofMinutes(2),
        lease,
        Duration.ofSeconds(25),
        atOnce);
  }
}
