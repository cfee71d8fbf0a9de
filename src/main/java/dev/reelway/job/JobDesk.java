package dev.reelway.job;

import dev.reelway.sink.StoragePolicy;
import java.time.Clock;

/**
 * Assembles the classes that change jobs, around one owner of leases. Each serves one kind of user;
 * they share state only through the objects made here.
 */
public final class JobDesk {

  private final JobTerms terms;
  private final JobObserver observer;
  private final JobLeases leases;
  private final JobSubscriptions jobSubscriptions;
  private final JobCommits commits;
  private final JobClaims claims;
  private final JobIntake intake;
  private final JobSteps steps;
  private final JobTraces traces;
  private final JobLookups searches;
  private final JobFailures failures;
  private final JobEndings endings;

  /**
   * With unlimited disk space and retention, and without triggers: each step waits for its tick.
   */
  JobDesk(Ledger ledger, TargetPlanner targetPlanner, JobSettings settings, Clock clock) {
    this(ledger, targetPlanner, settings, StoragePolicy.FOREVER, StepTrigger.NONE, clock);
  }

  /** Without metrics, quotas, pauses of operators and traces. */
  public JobDesk(
      Ledger ledger,
      TargetPlanner targetPlanner,
      JobSettings settings,
      StoragePolicy storagePolicy,
      StepTrigger trigger,
      Clock clock) {
    this(
        ledger,
        targetPlanner,
        settings,
        storagePolicy,
        trigger,
        JobObserver.NONE,
        JobQuotas.NONE,
        PausedUpstreams.NONE,
        JobTraces.OFF,
        clock);
  }

  /** Without pauses of operators and traces. */
  JobDesk(
      Ledger ledger,
      TargetPlanner targetPlanner,
      JobSettings settings,
      StoragePolicy storagePolicy,
      StepTrigger trigger,
      JobObserver observer,
      JobQuotas quotas,
      Clock clock) {
    this(
        ledger,
        targetPlanner,
        settings,
        storagePolicy,
        trigger,
        observer,
        quotas,
        PausedUpstreams.NONE,
        JobTraces.OFF,
        clock);
  }

  /**
   * @param storagePolicy videos: while there is too little space, their deliveries wait
   * @param trigger fired after a commit that makes work due now
   * @param observer told of each job's changes
   * @param quotas what the licences of jobs allow
   * @param paused the upstreams that get no orders
   * @param traces told of each job, if they are on
   */
  JobDesk(
      Ledger ledger,
      TargetPlanner targetPlanner,
      JobSettings settings,
      StoragePolicy storagePolicy,
      StepTrigger trigger,
      JobObserver observer,
      JobQuotas quotas,
      PausedUpstreams paused,
      JobTraces traces,
      Clock clock) {
    var capacityPlanner =
        new CapacityPlanner(
            targetPlanner,
            ledger.queries(),
            new LearnedBounds(ledger.bounds(), clock),
            settings.submitsAtOnce(),
            paused,
            clock);
    this.traces = traces;
    this.observer = traces.with(observer);
    this.terms = new JobTerms(targetPlanner, capacityPlanner, settings, storagePolicy, clock);
    this.leases = new JobLeases(ledger.leases(), terms);
    this.jobSubscriptions =
        new JobSubscriptions(ledger.queries(), new VideoFeeds(ledger.videoChanges(), clock));
    var waitQueues = new WaitQueues(clock);
    var callbackPolls = new CallbackPolls(ledger.leases(), terms.jobTiming().ahead(), clock);
    var lookupPolicy = new LookupPolicy(settings.lookUpFor());
    this.commits =
        new JobCommits(
            ledger.records(),
            terms,
            leases,
            waitQueues,
            callbackPolls,
            jobSubscriptions,
            trigger,
            this.observer);
    this.claims = new JobClaims(ledger, terms, leases, commits, waitQueues, lookupPolicy);
    this.intake =
        new JobIntake(
            ledger.records(), terms, leases, commits, waitQueues, jobSubscriptions, quotas, traces);
    this.endings = new JobEndings(ledger, terms, leases, commits, jobSubscriptions);
    this.steps =
        new JobSteps(
            ledger,
            terms,
            leases,
            commits,
            waitQueues,
            callbackPolls,
            jobSubscriptions,
            traces,
            endings);
    this.searches =
        new JobLookups(ledger.queries(), ledger.rivalOrders(), terms, commits, lookupPolicy);
    this.failures = new JobFailures(ledger, terms, leases, claims, commits, lookupPolicy, traces);
  }

  JobTerms terms() {
    return terms;
  }

  JobObserver observer() {
    return observer;
  }

  JobTraces traces() {
    return traces;
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

  public JobLookups searches() {
    return searches;
  }

  public JobFailures failures() {
    return failures;
  }

  public JobEndings endings() {
    return endings;
  }

  public JobSubscriptions jobSubscriptions() {
    return jobSubscriptions;
  }
}
