package dev.reelway.job;

import dev.reelway.sink.Storing;
import java.time.Clock;

/**
 * Puts together the classes that change jobs, around one owner of leases. Each serves one kind of
 * user; none of them shares state but through the objects made here.
 */
public final class JobDesk {

  private final JobTerms terms;
  private final JobLeases leases;
  private final Watches watches;
  private final JobCommits commits;
  private final JobClaims claims;
  private final JobIntake intake;
  private final JobSteps steps;
  private final JobSearches searches;
  private final JobFailures failures;
  private final JobEndings endings;

  /** With unlimited disk space and retention; steps wait for their ticks. */
  JobDesk(Ledger ledger, Planner planner, JobSettings settings, Clock clock) {
    this(ledger, planner, settings, Storing.FOREVER, StepTrigger.NONE, clock);
  }

  /**
   * @param storing videos: while there is too little space, their deliveries wait
   * @param trigger is pulled once a commit has made work due now
   */
  public JobDesk(
      Ledger ledger,
      Planner planner,
      JobSettings settings,
      Storing storing,
      StepTrigger trigger,
      Clock clock) {
    this.terms = new JobTerms(planner, settings, storing, clock);
    this.leases = new JobLeases(ledger.queue(), terms);
    this.watches = new Watches(ledger.queries());
    var lines = new Lines(clock);
    var nudges = new Nudges(ledger.queue(), terms.pace().ahead(), clock);
    var lookUps = new LookUps(settings.lookUpFor());
    this.commits = new JobCommits(ledger.records(), terms, leases, lines, nudges, watches, trigger);
    this.claims = new JobClaims(ledger, terms, leases, commits, lines, lookUps);
    this.intake = new JobIntake(ledger.records(), terms, leases, commits, watches);
    this.steps = new JobSteps(ledger, terms, leases, commits, lines, nudges, watches);
    this.searches = new JobSearches(ledger.queries(), terms, commits, lookUps);
    this.failures = new JobFailures(ledger, terms, leases, claims, commits, lookUps);
    this.endings = new JobEndings(ledger, terms, leases, commits, watches);
  }

  JobTerms terms() {
    return terms;
  }

  JobLeases leases() {
    return leases;
  }

  JobCommits commits() {
    return commits;
  }

  public JobIntake intake() {
    return intake;
  }

  public JobClaims claims() {
    return claims;
  }

  public JobSteps steps() {
    return steps;
  }

  public JobSearches searches() {
    return searches;
  }

  public JobFailures failures() {
    return failures;
  }

  public JobEndings endings() {
    return endings;
  }

  public Watches watches() {
    return watches;
  }
}
