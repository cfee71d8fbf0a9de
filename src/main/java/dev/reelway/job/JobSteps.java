package dev.reelway.job;

import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.sink.Asset;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.SubmitIntent;
import dev.reelway.upstream.SubmitKey;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.UpstreamBusy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the routes report the progress of a job's steps; each report is committed.
 *
 * <p>Longer than 300 lines because every report of a step is taken here.
 */
public final class JobSteps {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final Duration BETWEEN_PROGRESS = Duration.ofSeconds(1);
  private static final Duration BETWEEN_SIGNS_OF_LIFE = Duration.ofSeconds(10);

  private final Ledger ledger;
  private final JobTerms terms;
  private final JobLeases leases;
  private final JobCommits commits;
  private final WaitQueues waitQueues;
  private final CallbackPolls callbackPolls;
  private final JobSubscriptions jobSubscriptions;
  private final JobTraces traces;
  private final JobEndings endings;

  JobSteps(
      Ledger ledger,
      JobTerms terms,
      JobLeases leases,
      JobCommits commits,
      WaitQueues waitQueues,
      CallbackPolls callbackPolls,
      JobSubscriptions jobSubscriptions,
      JobTraces traces,
      JobEndings endings) {
    this.ledger = ledger;
    this.terms = terms;
    this.leases = leases;
    this.commits = commits;
    this.waitQueues = waitQueues;
    this.callbackPolls = callbackPolls;
    this.jobSubscriptions = jobSubscriptions;
    this.traces = traces;
    this.endings = endings;
  }

  /**
   * Commits the intent to submit, before anything leaves: from here on, no second submit is free.
   * Where other jobs wait for the same capacity, only a job called from its wait queue may pass. A
   * job that has waited too long fails.
   *
   * @throws LowDiskSpace while the disk has too little space for what the answer brings
   */
  public Job submitting(Job job) {
    var capacityPlanner = terms.capacityPlanner();
    try {
      if (!terms.now().isBefore(job.waitUntil())) {
        throw new JobImpossible(terms.deadlineFailure(job));
      }
      var passed = passed(job);
      if (terms.hasNoSpaceFor(passed)) {
        throw new LowDiskSpace();
      }
      var waitQueue =
          waitQueues.isCalled(job) ? Optional.<WaitQueue>empty() : capacityPlanner.waitQueue(job);
      if (waitQueue.filter(waitQueues::isKnown).isPresent()) {
        throw new NoCapacity(waitQueue.get());
      }
      return capacityPlanner.assign(passed, (target, limits) -> intended(passed, target, limits));
    } finally {
      waitQueues.settled(job);
    }
  }

  /**
   * What was held and has passed is committed before anything else: it may be given back without a
   * commit of its own, and must not be held then by a process that has no endpoint.
   */
  private Job passed(Job job) {
    return NotConfigured.isHeldOrder(job) ? commits.commitAndKeep(job.passed()) : job;
  }

  private Optional<Job> intended(Job job, Target target, OpenLimits limits) {
    var sent = terms.targetPlanner().sent(job.order(), target);
    var intended = job.submitting(target, sent, terms.leaseEnd(), terms.renderedBy());
    var capacityPlanner = terms.capacityPlanner();
    if (!capacityPlanner.begins(job, target)) {
      return Optional.empty();
    }
    if (limits.areNone()) {
      return Optional.of(commits.commitAndKeep(intended));
    }
    var open = commits.commitIfCapacity(intended, limits);
    if (open.isEmpty()) {
      capacityPlanner.submitEnded(job.id());
      return Optional.empty();
    }
    capacityPlanner.sent(intended, target, open.getAsInt());
    return Optional.of(intended);
  }

  /**
   * Lets this thread submit a job: the intent is committed when its request is about to be written.
   */
  public void beginSubmit(Job job) {
    traces.submits(job);
    var target = job.submitting().at();
    var key = new SubmitKey(job.id(), job.tries().key(job.id(), target), isKeyed(job));
    SubmitIntent.begin(key, () -> commitIntent(job));
  }

  /**
   * The request is about to be written. Nothing is sent once its batch is cancelled, however many
   * of the batch's jobs have not been ended yet: the job ends here.
   *
   * @throws LeaseLost if the lease is lost, or the job was ended here
   */
  void commitIntent(Job job) {
    try {
      writeIntent(job);
    } catch (LeaseLost lost) {
      if (job.submitting().unsent()) {
        terms.capacityPlanner().notSent(job);
      }
      throw lost;
    }
  }

  private void writeIntent(Job job) {
    var held = held(job);
    boolean isFirst = held.submitting().unsent();
    var sent = isFirst ? held.trying(held.tries().sent(isKeyed(held))) : held;
    var intended = sent.intended(terms.now());
    if (!ledger.records().commitIntent(intended)) {
      endings.cancel(held);
      throw new LeaseLost(job.id());
    }
    leases.hold(intended);
  }

  private boolean isKeyed(Job job) {
    return terms.targetPlanner().isIdempotent(job.submitting().at());
  }

  private Job held(Job job) {
    var held = leases.held(job);
    if (held == null) {
      throw new LeaseLost(job.id());
    }
    return held;
  }

  /**
   * The upstream works on an order, and has not finished its answer to the submit. The job stays
   * with the worker that submitted it. Progress is committed once a second at most, and a report
   * without news every ten.
   *
   * @param report with the verdict working; without a task if the order is not accepted yet
   * @return the job as it stands now
   * @throws LeaseLost once the lease is lost: there is no reason to read on
   */
  public Job progressed(Job job, Report report) {
    held(job);
    if (!(job.state() instanceof Submitting)) {
      boolean due = isWorthCommitting(job, report);
      return due
          ? commits.commitAndKeep(
              charged(job, report).polled(report, terms.jobTiming(), terms.now()))
          : job;
    }
    if (report.task() == null) {
      return job;
    }
    var committed = commits.commitAndKeep(accepted(charged(job, report), report));
    commits.committed(job, committed);
    return committed;
  }

  private boolean isWorthCommitting(Job job, Report report) {
    var last = job.due().minus(terms.settings().lease());
    boolean news = report.percent() > job.state().progress();
    return !terms.now().isBefore(last.plus(news ? BETWEEN_PROGRESS : BETWEEN_SIGNS_OF_LIFE));
  }

  /**
   * The upstream has answered a submit. Images that are there already stay with the worker that
   * submitted them, which delivers them at once, unless too many do so already; a video waits for a
   * worker of its own.
   *
   * @return the job as it stands now
   * @throws LeaseLost once the lease is lost; it holds the job as the answer would have left it
   * @throws UpstreamBusy if the upstream has accepted nothing for now
   * @throws dev.reelway.upstream.UpstreamRejected if it accepts nothing from us
   */
  public Job submitted(Job reported, Report report) {
    var job = heldCharged(reported, report);
    UpstreamBusy.check(report);
    SubmitIntent.end();
    var next =
        job.state() instanceof Rendering
            ? next(job, report, false, terms.now())
            : accepted(job, report);
    try {
      boolean stays = next.hasImages() && terms.capacityPlanner().delivers(next);
      return stays ? commits.commitAndDeliver(next) : commits.commit(next);
    } catch (LeaseLost lost) {
      throw LeaseLost.ofSubmit(next);
    }
  }

  /** Whether images are still with the worker that submitted them. */
  public boolean isDeliveredNow(Job job) {
    return job.hasImages() && leases.held(job) != null;
  }

  /** The job with what the report says that its render costs. */
  private Job charged(Job job, Report report) {
    return terms.targetPlanner().charge(job, report).map(job::charged).orElse(job);
  }

  /** The same, kept whatever becomes of the submit: the upstream bills it. */
  private Job heldCharged(Job job, Report report) {
    var charge = terms.targetPlanner().charge(job, report).orElse(null);
    if (charge == null) {
      return job;
    }
    var held = leases.held(job);
    if (held != null) {
      leases.hold(held.charged(charge));
    }
    return job.charged(charge);
  }

  private Job accepted(Job job, Report report) {
    var task = report.task();
    var target = job.submitting().at();
    boolean unsent = isUnsent(job, report);
    if (unsent) {
      terms.capacityPlanner().notSent(job);
    } else if (terms.capacityPlanner().accepted(job, target)) {
      commits.wakeWaiting();
    }
    if (task != null && commits.query(() -> isTaken(target, task))) {
      throw UnusableAnswer.ofTakenTask(task);
    }
    var requeued =
        unsent ? terms.targetTurns().refused(job, terms.retry(job)) : Optional.<Job>empty();
    if (requeued.isPresent()) {
      LOG.info(
          "{} was not sent to {}, which does not make such an order", job.id(), target.upstream());
      return requeued.get();
    }
    var now = terms.now();
    return learned(job, sent(job).submitted(report, terms.jobTiming(), now), now);
  }

  /** The same job; its lease knows when its request was written. */
  private Job sent(Job job) {
    var held = leases.held(job);
    return held != null
            && held.state() instanceof Submitting(var at, var intent, var until)
            && intent != null
        ? job.intended(intent)
        : job;
  }

  /** How long a render took is known when it is first reported as done. */
  private Job learned(Job before, Job next, Instant now) {
    if (!before.isDone() && next.state() instanceof Rendered rendered) {
      terms.learn(rendered.at(), now);
    }
    return next;
  }

  /** Whether the dialect itself refuses the order, so that nothing was sent. */
  private boolean isUnsent(Job job, Report report) {
    var held = leases.held(job);
    return report.verdict() == Report.Verdict.REFUSED
        && held != null
        && held.state() instanceof Submitting sending
        && sending.unsent();
  }

  private boolean isTaken(Target target, String task) {
    return ledger.queries().isTaskTaken(target.upstream(), target.credential(), task);
  }

  /** The upstream has answered a poll. */
  public void polled(Job job, Report report) {
    commits.commit(next(job, report, jobSubscriptions.isOpen(job.id()), terms.now()));
  }

  /** A list has reported on many renders; reports on lost leases are discarded. */
  void polledAll(Map<Job, Report> reported) {
    var now = terms.now();
    var next = new ArrayList<Job>();
    reported.forEach((job, report) -> next.add(next(job, report, true, now)));
    commits.commitAll(next);
  }

  /** A job that is watched, or that a list reports on, waits no longer than usual. */
  private Job next(Job job, Report report, boolean usually, Instant now) {
    var next = learned(job, charged(job, report).polled(report, terms.jobTiming(), now), now);
    if (!usually || !(next.state() instanceof Rendering rendering)) {
      return next;
    }
    var usual = terms.jobTiming().usualPoll(rendering.at().target(), now);
    return next.due().isAfter(usual) ? next.dueAt(usual) : next;
  }

  /**
   * An upstream's callback says that a render has changed; a poll has to confirm it.
   *
   * @param job as it stands since the call came in
   */
  public void calledBack(Job job) {
    if (callbackPolls.call(job)) {
      commits.wake(JobStep.POLL);
    }
  }

  /**
   * A job's files are about to be fetched.
   *
   * @throws NotConfigured while only other processes can know how long they are kept
   * @throws LowDiskSpace while the disk has too little space for them
   */
  public Job delivering(Job job) {
    if (terms.isDeliveredElsewhere(job)) {
      throw NotConfigured.licence();
    }
    if (terms.isSpaceLow()) {
      throw new LowDiskSpace();
    }
    return job;
  }

  /**
   * The files are in their sink.
   *
   * @return whether their owner can get them; not if the job has ended meanwhile
   */
  public boolean delivered(Job job, List<Asset> files) {
    var keep = terms.storagePolicy().retention().of(job.licence(), files.getFirst().sink());
    try {
      commits.commit(job.delivered(files, keep, terms.now()));
      return true;
    } catch (LeaseLost lost) {
      return !ledger.retention().discardLate(job);
    }
  }
}
