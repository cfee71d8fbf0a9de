package dev.reelway.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.job.LookUps.Verdict;
import dev.reelway.job.State.Failed;
import dev.reelway.job.State.Failure;
import dev.reelway.job.State.Queued;
import dev.reelway.job.State.Rendered;
import dev.reelway.job.State.Rendering;
import dev.reelway.job.State.Submitting;
import dev.reelway.media.NoPicture;
import dev.reelway.order.Order;
import dev.reelway.sink.Asset;
import dev.reelway.sink.Storing;
import dev.reelway.upstream.Questions;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Submission;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Trouble;
import dev.reelway.upstream.Trouble.Hopeless;
import dev.reelway.upstream.Trouble.NotAccepted;
import dev.reelway.upstream.Trouble.Refused;
import dev.reelway.upstream.Trouble.Unclear;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.UpstreamsAway;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the routes report what happened to a job. It loads, asks the job what follows, saves and
 * logs; it is the only writer of jobs.
 */
public final class JobDesk {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final int RECALLED = 2_000;
  private static final int TRIES_OF_A_PICTURE = 3;
  private static final int UNWANTED_AT_ONCE = 500;
  private static final Duration BETWEEN_NEWS = Duration.ofSeconds(1);
  private static final Duration UNTIL_THERE_IS_SPACE = Duration.ofSeconds(5);

  /** What waited for space has this long at the least once there is some. */
  private static final Duration GRACE = Duration.ofMinutes(10);

  private static final Duration BETWEEN_SIGNS_OF_LIFE = Duration.ofSeconds(10);

  /** Twice that at the longest: should nobody call a job that waits for room, it looks itself. */
  private static final Duration LOOKS_BY_ITSELF = Duration.ofMinutes(2);

  private static final Failure CANCELLED = new Failure("cancelled", "It was deleted.");
  private static final Failure UNKNOWN =
      new Failure(
          "submit_unknown",
          "The upstream's answer was lost, and it does not tell whether it took the order."
              + " The order was not sent again, as that could make and charge a second video.");

  private static final String NOT_STORED =
      "The order was sent to the upstream, and what it answered could not be stored here.";

  /** The codes of ends that say what an upstream answered, and never repeat a prompt. */
  private static final Set<String> TOLD_IN_FULL =
      Set.of(
          "fetch_failed",
          "record_unreadable",
          "submit_unknown",
          "timed_out",
          UnusableAnswer.CODE,
          "wait_expired");

  private final Ledger ledger;
  private final Planner planner;
  private final JobSettings settings;
  private final Pace pace;
  private final Storing storing;
  private final Clock clock;
  private final Burst burst = new Burst();
  private final Watches watches = new Watches();
  private final Lines lines;
  private final Nudges nudges;
  private final LookUps lookUps;
  private final JobLeases leases = new JobLeases();
  private volatile @Nullable Instant renewed;
  private final CommitRetry commits;
  private final StepTrigger trigger;

  /** Where there is always space for films, all of them stay, and steps wait for their ticks. */
  JobDesk(Ledger ledger, Planner planner, JobSettings settings, Clock clock) {
    this(ledger, planner, settings, Storing.FOREVER, StepTrigger.NONE, clock);
  }

  /**
   * @param storing films: while there is too little space, they wait
   * @param trigger is pulled once a commit has made work due now
   */
  public JobDesk(
      Ledger ledger,
      Planner planner,
      JobSettings settings,
      Storing storing,
      StepTrigger trigger,
      Clock clock) {
    this.storing = storing;
    this.trigger = trigger;
    this.commits = new CommitRetry(settings.lease().dividedBy(4));
    this.ledger = ledger;
    this.planner = planner;
    this.settings = settings;
    this.pace = settings.pace();
    this.clock = clock;
    this.lookUps = new LookUps(settings.lookUpFor());
    this.lines = new Lines(clock);
    this.nudges = new Nudges(ledger, pace.ahead(), clock);
  }

  /**
   * Recalls how long renders took before this process began, and has the jobs look anew for which
   * there was no room then.
   */
  public void recall() {
    ledger.breakUpLines();
    ledger.lately(RECALLED).forEach(job -> pace.learn(job.state().placement(), job.ended()));
  }

  /** Takes an order in; what this answers is on disk. */
  public Job accept(Order order, String licence) {
    planner.check(order);
    var job = accepted(order, licence);
    insert(job);
    return job;
  }

  /**
   * Takes an order in whose caller waits for what becomes of it.
   *
   * @param atOnce whether a hand is free to submit it: the intent to do so is noted with the order
   */
  Watch acceptWatched(Order order, String licence, boolean atOnce) {
    planner.check(order);
    var accepted = accepted(order, licence);
    var job = atOnce ? intendedIfPossible(accepted) : accepted;
    var watch = watches.open(job.id());
    try {
      // Before anybody else can see the job, and tell of it.
      watch.tell(job);
      if (job.state() instanceof Submitting) {
        leases.hold(job);
      }
      insert(job);
    } catch (RuntimeException e) {
      leases.end(job);
      watch.close();
      throw e;
    }
    return watch;
  }

  private Instant leaseFromNow() {
    return clock.instant().plus(settings.lease());
  }

  /**
   * A job that nothing can render is queued like any other, and fails in its turn; so is one that
   * others may have to make room for.
   */
  private Job intendedIfPossible(Job job) {
    try {
      return planner.line(job).isPresent()
          ? job
          : planner.place(job, target -> Optional.of(intended(job, target)));
    } catch (JobImpossible | UpstreamsAway saidByTheStep) {
      return job;
    }
  }

  private Job intended(Job job, Target target) {
    return job.submitting(target, planner.sent(job.order(), target), leaseFromNow());
  }

  /** Waits for what becomes of a job that is in the ledger already. */
  public Watch watch(Job job) {
    var watch = watches.open(job.id());
    try {
      watch.tell(ledger.find(job.id()).orElse(job));
    } catch (RuntimeException e) {
      watch.close();
      throw e;
    }
    return watch;
  }

  /** Tells of the jobs that another process works on; where there is none, all is told already. */
  public void tellOfOthers() {
    if (ledger.isShared()) {
      ledger.find(watches.watched()).forEach(watches::tell);
    }
  }

  /** Learns of the lines that jobs wait in whom other processes have sent there, and died since. */
  public void learnLines() {
    boolean news = false;
    for (var job : ledger.firstWaiting()) {
      news |= line(job).filter(lines::learn).isPresent();
    }
    if (news) {
      wake(Step.SUBMIT);
    }
  }

  /** A job that nothing can render any more fails when it looks by itself. */
  private Optional<Line> line(Job job) {
    try {
      return planner.line(job);
    } catch (JobImpossible saidByTheStep) {
      return Optional.empty();
    }
  }

  private void insert(Job job) {
    burst.add(1, job.created().toEpochMilli());
    ledger.insert(List.of(job));
    LOG.info("{} is {}", job.id(), job.state().name().inLedger());
    wakeFor(job);
  }

  /** Refuses an order that nobody can make who is configured. */
  public void check(Order order) {
    planner.check(order);
  }

  /**
   * Takes in the orders of a dropped file's lines; lines that are jobs already stay as they are.
   */
  public void acceptLines(List<LineOrder> lines, String licence) {
    acceptLines(lines, licence, clock.instant().plus(settings.deadline()));
  }

  /**
   * The same with a deadline of their own.
   *
   * @param deadline when those jobs are failed that have not been delivered
   */
  public void acceptLines(List<LineOrder> lines, String licence, Instant deadline) {
    var now = clock.instant();
    burst.add(lines.size(), now.toEpochMilli());
    ledger.insert(
        lines.stream()
            .map(
                one ->
                    Job.accepted(one.order(), licence, one.line(), now, deadline)
                        .handled(one.handling()))
            .toList());
    wake(Step.SUBMIT);
  }

  /** Some jobs of cancelled files and batches that have not ended. */
  public List<Job> unwanted() {
    return ledger.openOfCancelled(UNWANTED_AT_ONCE);
  }

  private Job accepted(Order order, String licence) {
    var now = clock.instant();
    return Job.accepted(order, licence, null, now, now.plus(settings.deadline()));
  }

  /** Whether callers hand in orders faster than they should be worked off beside. */
  boolean isBurst() {
    return burst.isOn(clock.millis());
  }

  /** Hands out due jobs for a step, each to a worker that ends its lease, see {@link #end}. */
  List<Job> claim(Step step, int workers) {
    var jobs = new ArrayList<Job>();
    try {
      claimInto(jobs, step, workers);
    } catch (RuntimeException e) {
      end(jobs);
      throw e;
    }
    return jobs;
  }

  private void claimInto(List<Job> jobs, Step step, int workers) {
    if (step == Step.DELIVER && storing.space().isLow()) {
      return;
    }
    renewIfLate();
    var now = clock.instant();
    var by = step == Step.POLL ? now.plus(pace.ahead()) : now;
    if (step == Step.SUBMIT) {
      callInto(jobs, workers);
    }
    if (step == Step.RECOVER) {
      requeueUnsent(now);
    }
    if (jobs.size() < workers) {
      int more = workers - jobs.size();
      var claimed = ledger.claim(step.from(), more, by, settings.lease());
      jobs.addAll(leases.hold(step == Step.RECOVER ? lookUps.begun(claimed, now) : claimed));
    }
  }

  private void requeueUnsent(Instant now) {
    var unsent = ledger.requeueUnsent(now);
    unsent.forEach(id -> LOG.info("{} is queued: its request was not written yet", id));
    if (!unsent.isEmpty()) {
      wake(Step.SUBMIT);
    }
  }

  /** Those who wait for room go before all others, as many as there is room for. */
  private void callInto(List<Job> jobs, int workers) {
    for (var line : lines.all()) {
      int most = Math.min(workers - jobs.size(), planner.room(line, lines::calledTo));
      if (most > 0) {
        var called = lines.call(line, most, n -> ledger.claimWaiting(line, n, leaseFromNow()));
        jobs.addAll(leases.hold(called));
      }
    }
  }

  /** Hands out what else is rendered at the same place, due or not. */
  List<Job> claimAlong(Target target, int most) {
    return leases.hold(ledger.claimAlong(target, most, leaseFromNow()));
  }

  /**
   * The worker of these jobs has finished, or never began. What it has not committed is handed back
   * for another try; where not even that succeeds, the lease runs out.
   */
  void end(List<Job> jobs) {
    var left =
        jobs.stream()
            .flatMap(job -> Optional.ofNullable(leases.held(job)).stream())
            .peek(leases::end)
            .map(job -> job.dueAt(pace.retry(job.attempts(), null, clock.instant())))
            .toList();
    if (!left.isEmpty()) {
      handBack(left);
    }
  }

  private void handBack(List<Job> jobs) {
    var first = jobs.getFirst();
    LOG.warn(
        "{} worker(s) ended without a result, {} in {} among them",
        jobs.size(),
        first.id(),
        first.state().name().inLedger());
    try {
      ledger.handBack(jobs);
    } catch (RuntimeException e) {
      LOG.warn("Their leases run out by themselves: {}", e.toString());
    }
  }

  /** Has a step look for due jobs now. */
  void wake(Step step) {
    trigger.wake(step);
  }

  /** A commit may have made a step's work due now. */
  private void wakeFor(Job job) {
    boolean now = !job.due().isAfter(clock.instant());
    if (now && job.state() instanceof Queued) {
      wake(Step.SUBMIT);
    } else if (now && job.state() instanceof Rendered) {
      wake(Step.DELIVER);
    }
  }

  /** Gives jobs back as they are, to be taken up again at once. */
  void release(List<Job> jobs) {
    release(jobs, clock.instant());
  }

  /** Gives jobs back as they are, to be taken up again then. */
  void release(List<Job> jobs, Instant due) {
    putOff(jobs.stream().map(job -> job.dueAt(due)).toList());
  }

  /** The usual time between two questions about a render. */
  Duration betweenPolls() {
    return settings.pollEvery();
  }

  /** Gives jobs back as they are, to be taken up again when they say. */
  void putOff(List<Job> jobs) {
    if (!jobs.isEmpty()) {
      ledger.handBack(jobs);
      jobs.forEach(leases::end);
    }
  }

  /**
   * Notes the intent to submit, before anything leaves: from here on no second submit is free.
   * Where others wait for the same room, only a job that was called may go before them.
   */
  public Job submitting(Job job) {
    try {
      var line = lines.isCalled(job) ? Optional.<Line>empty() : planner.line(job);
      if (line.filter(lines::isKnown).isPresent()) {
        throw new NoRoom(line.get());
      }
      return planner.place(job, target -> keepIfRoom(intended(job, target), target));
    } finally {
      lines.settled(job);
    }
  }

  private Optional<Job> keepIfRoom(Job job, Target target) {
    var atOnce = planner.atOnce(target);
    if (atOnce == null) {
      return Optional.of(keep(job));
    }
    if (!ledger.noteIfRoom(job, atOnce)) {
      return Optional.empty();
    }
    leases.hold(job);
    watches.tell(job);
    return Optional.of(job);
  }

  /** The job stays queued, and nothing counts as tried. */
  private void park(Job job, Line line) {
    var wait = LOOKS_BY_ITSELF.toMillis() * (1 + ThreadLocalRandom.current().nextDouble());
    ledger.park(job.dueAt(clock.instant().plusMillis((long) wait)), line);
    leases.end(job);
    lines.join(line);
  }

  /** When upstreams may be asked after their renders. */
  Questions questions() {
    return planner.questions();
  }

  /** Whether it is so soon that a poll is made now. */
  boolean isSoon(Instant time) {
    return !time.isAfter(clock.instant().plus(pace.ahead()));
  }

  /** The upstream with the credential that is pinned to the job. */
  public Upstream upstream(Job job) {
    return planner.upstream(job);
  }

  /** The order as a dialect's submit route takes it: a {@link Brief}, as JSON. */
  public JsonNode brief(Job job) {
    return planner.brief(job);
  }

  /** A job is submitted on this thread: the intent is committed when its request is written. */
  public void submits(Job job) {
    Submission.begin(() -> intend(job));
  }

  /** Its request is about to be written. */
  void intend(Job job) {
    var held = leases.held(job);
    if (held == null) {
      throw new StaleNote(job.id());
    }
    var intended = held.intended(clock.instant());
    ledger.intend(intended);
    leases.hold(intended);
  }

  /**
   * The upstream works on an order, and has not said the last word of its answer to the submit. The
   * job stays with the hand that submitted it. A report of progress is noted once a second at most,
   * and one that tells nothing new every ten.
   *
   * @param report that the order is being worked on; one that is not taken on yet names no task
   * @return the job as it stands now
   * @throws StaleNote once the job is no longer in this hand: there is no sense in listening on
   */
  public Job underway(Job job, Report report) {
    if (leases.held(job) == null) {
      throw new StaleNote(job.id());
    }
    if (job.state() instanceof Submitting) {
      return report.task() == null ? job : told(job, keep(taken(job, report)));
    }
    return isWorthNoting(job, report) ? keep(job.polled(report, pace, clock.instant())) : job;
  }

  private boolean isWorthNoting(Job job, Report report) {
    var noted = job.due().minus(settings.lease());
    boolean news = report.percent() > job.state().progress();
    var pause = news ? BETWEEN_NEWS : BETWEEN_SIGNS_OF_LIFE;
    return !clock.instant().isBefore(noted.plus(pause));
  }

  /**
   * The upstream has answered a submit. Pictures that are there already stay with the hand that
   * submitted them, which delivers them at once; a film waits for a hand of its own.
   *
   * @return the job as it stands now
   * @throws StaleNote where the job is no longer in this hand; it tells what came of the submit
   */
  public Job submitted(Job job, Report report) {
    Submission.end();
    var next =
        job.state() instanceof Rendering
            ? next(job, report, false, clock.instant())
            : taken(job, report);
    try {
      return next.hasPictures() ? keep(next) : note(next);
    } catch (StaleNote stale) {
      throw StaleNote.ofSubmit(next);
    }
  }

  private Job taken(Job job, Report report) {
    var task = report.task();
    var target = ((Submitting) job.state()).at();
    planner.worked(target);
    if (task != null
        && commits.get(() -> ledger.isTaken(target.upstream(), target.credential(), task))) {
      throw UnusableAnswer.ofTakenTask(task);
    }
    return job.submitted(report, pace, clock.instant());
  }

  private Job keep(Job job) {
    var kept = job.dueAt(leaseFromNow());
    var before = leases.held(job);
    commits.run(() -> ledger.noteAndKeep(kept));
    leases.hold(kept);
    makeRoom(before, kept);
    watches.tell(kept);
    return kept;
  }

  /** The upstream has answered a poll. */
  public void polled(Job job, Report report) {
    note(next(job, report, watches.isOpen(job.id()), clock.instant()));
  }

  /**
   * An upstream has called to say that a render has changed, which is believed once it is asked.
   *
   * @param job as it stands since the call came in
   */
  public void called(Job job) {
    if (nudges.call(job)) {
      wake(Step.POLL);
    }
  }

  /**
   * A job's files are about to be fetched.
   *
   * @throws NoSpace where they have to wait for room on a disk
   */
  public Job delivering(Job job) {
    if (storing.space().isLow()) {
      throw new NoSpace();
    }
    return job;
  }

  /** Where somebody waits, or where asking costs next to nothing, no wait is longer than usual. */
  private Job next(Job job, Report report, boolean usually, Instant now) {
    var next = job.polled(report, pace, now);
    if (next.state() instanceof Rendered(var at, var links)) {
      pace.learn(at, now);
    }
    var usual = now.plus(settings.pollEvery());
    boolean late = next.state() instanceof Rendering && next.due().isAfter(usual);
    return usually && late ? next.dueAt(usual) : next;
  }

  /** A list has told of many renders; those whose lease was lost meanwhile are left to others. */
  void polled(Map<Job, Report> told) {
    var now = clock.instant();
    var next = new ArrayList<Job>();
    told.forEach((job, report) -> next.add(next(job, report, true, now)));
    var noted = commits.get(() -> ledger.noteAll(next));
    for (var job : next) {
      var before = leases.held(job);
      leases.end(job);
      if (noted.contains(job.id())) {
        told(before, job);
        released(job);
      }
    }
  }

  /**
   * The files lie in their sink. Where the job ended meanwhile (deleted, timed out) nobody will
   * ever ask for them.
   *
   * @return whether somebody may ask for them
   */
  public boolean delivered(Job job, List<Asset> files) {
    var keep = storing.keep().of(job.licence(), files.getFirst().sink());
    try {
      note(job.delivered(files, keep, clock.instant()));
      return true;
    } catch (StaleNote stale) {
      return !ledger.discardLate(job);
    }
  }

  /** Gives up the files of some jobs whose time is over. */
  public void retire() {
    ledger
        .retire(clock.instant(), UNWANTED_AT_ONCE)
        .forEach(job -> LOG.info("{} is no longer kept", job.id()));
  }

  /** Begins to look up the render of a job whose answer was lost. */
  public Search search(Job job) {
    return Search.of(planner.brief(job));
  }

  /** An upstream has answered one page of a look-up. */
  public Search read(Search search, JsonNode page) {
    return search.read(page);
  }

  /** A look-up has come to its end: the first render that nobody owns is taken. */
  public void found(Job job, Search search) {
    var now = clock.instant();
    var target = job.submitting().at();
    lookUps.answered(target);
    var own =
        search.tasks().stream()
            .filter(task -> !ledger.isTaken(target.upstream(), target.credential(), task))
            .findFirst();
    if (own.isPresent()) {
      var report = new Report(own.get(), Report.Verdict.WORKING, null, null, List.of());
      note(job.submitted(report, pace, now));
    } else if (LookUps.goesOn(job, now)) {
      note(LookUps.notListed(job, pace.retry(job.attempts(), null, now)));
    } else {
      fail(job, unknown(job));
    }
  }

  /** A step failed, somewhere. */
  public void troubled(Job reported, Throwable thrown) {
    troubled(reported, thrown, null, null);
  }

  /**
   * A step failed: what that means depends on where the job stands and on who failed.
   *
   * @param route that it failed in, as far as that is known
   * @param endpoint that was called last, as far as that is known
   */
  public void troubled(
      Job reported, Throwable thrown, @Nullable String route, @Nullable String endpoint) {
    Submission.end();
    try {
      var where = Cause.where(thrown, route, endpoint);
      settle(asItStands(reported, thrown), thrown, where);
    } catch (StaleNote stale) {
      LOG.info("{} is in other hands by now", reported.id());
      discardLate(reported);
    }
  }

  /** A commit that failed may have been made all the same: the ledger knows. */
  private Job asItStands(Job reported, Throwable thrown) {
    var held = Objects.requireNonNullElse(leases.held(reported), reported);
    return OwnFailure.isOfTheDatabase(thrown)
        ? ledger
            .find(held.id())
            .filter(now -> now.fence() == held.fence())
            .map(now -> same(now, held))
            .orElse(held)
        : held;
  }

  /** A submit that this process makes is not one that it has found. */
  private static Job same(Job now, Job held) {
    return now.state().name() == held.state().name() ? held : now;
  }

  /** Some of its files may lie in the sink already. */
  private void discardLate(Job job) {
    if (job.state() instanceof Rendered) {
      ledger.discardLate(job);
    }
  }

  private void settle(Job held, Throwable thrown, String where) {
    var full = NoRoom.in(thrown);
    if (full.isPresent()) {
      park(held, full.get().line());
      return;
    }
    if (NoSpace.isIn(thrown)) {
      release(List.of(held), clock.instant().plus(UNTIL_THERE_IS_SPACE));
      return;
    }
    var job = held.causedBy(Cause.of(thrown));
    var trouble =
        OwnFailure.isIn(thrown)
            ? new Unclear(thrown.getClass().getSimpleName())
            : Trouble.of(thrown, clock.instant());
    var doing = job.state().name().inLedger();
    LOG.info("{} met trouble while {}: {} ({})", job.id(), doing, trouble.what(), where);
    LOG.debug("{} met trouble", job.id(), thrown);
    var impossible = JobImpossible.in(thrown);
    if (impossible.isPresent()) {
      fail(job, impossible.get().why());
      return;
    }
    var junk = NoPicture.in(thrown);
    if (junk.isPresent() && isOver(job)) {
      fail(job, new Failure("failed", junk.get().sentence()));
      return;
    }
    switch (job.state()) {
      case Queued q -> note(job.postponed(retry(job, trouble)));
      case Submitting s when isUnusable(s, trouble, thrown) ->
          fail(job, UnusableAnswer.in(thrown).orElseThrow());
      case Submitting s when s.unsure() -> unrecovered(job, s.at(), trouble, thrown);
      case Submitting s when s.intent() == null -> unsent(job, s.at(), trouble, thrown);
      case Submitting s when OwnFailure.isIn(thrown) -> unstored(job);
      case Submitting s -> unsubmitted(job, s.at(), sent(trouble, thrown));
      case Rendering r -> unanswered(job, r.at().target(), trouble);
      case Rendered r -> note(job.undelivered(retry(job, trouble)));
      case State.Delivered d -> leases.end(job);
      case Failed f -> leases.end(job);
    }
  }

  /**
   * Whether it is the order that was answered so: a look-up only tells nothing, and is repeated.
   */
  private boolean isUnusable(Submitting submitting, Trouble trouble, Throwable thrown) {
    boolean answered =
        submitting.intent() != null && !submitting.unsure()
            || submitting.unsure() && planner.isIdempotent(submitting.at());
    return answered && trouble instanceof Unclear && UnusableAnswer.in(thrown).isPresent();
  }

  /** An answer stays as it is; behind a link, something else may be shown for a moment. */
  private static boolean isOver(Job job) {
    return job.state() instanceof Submitting
        || job.hasPictures() && job.attempts() + 1 >= TRIES_OF_A_PICTURE;
  }

  /** Who asks to be left alone is asked after none of its renders meanwhile. */
  private void unanswered(Job job, Target target, Trouble trouble) {
    rest(target, trouble);
    note(job.postponed(retry(job, trouble)));
  }

  /**
   * Leaves an upstream alone that asks for it.
   *
   * @return whether it does
   */
  boolean rest(Target target, Trouble trouble) {
    var asked = trouble.pause();
    if (asked == null) {
      return false;
    }
    var longest = settings.longestRetry();
    questions().rest(target.upstream(), asked.compareTo(longest) < 0 ? asked : longest);
    return true;
  }

  private void unsubmitted(Job job, Target target, Trouble trouble) {
    planner.met(target, trouble);
    switch (trouble) {
      case NotAccepted n -> note(job.requeued(planner.nextTry(job, retry(job, trouble))));
      case Refused(var reason) -> fail(job, new Failure("refused", reason));
      case Hopeless(var reason) -> fail(job, new Failure("failed", reason));
      case Unclear u -> unclear(job);
    }
  }

  /** Once the request was written, only the upstream's own answer proves that it took nothing. */
  private static Trouble sent(Trouble trouble, Throwable thrown) {
    return trouble instanceof NotAccepted(var what, var after) && !Trouble.isAnswer(thrown)
        ? new Unclear(what)
        : trouble;
  }

  /** The upstream has answered, or may have, and it was our sink or database that failed. */
  private void unstored(Job job) {
    if (planner.canRecover(job)) {
      unclear(job);
    } else {
      fail(job, new Failure("fetch_failed", job.history().endOf(NOT_STORED)));
    }
  }

  /** The paid request was not written: whatever it was, the upstream has not accepted the order. */
  private void unsent(Job job, Target target, Trouble trouble, Throwable thrown) {
    if (trouble instanceof Unclear(var what) && Mistake.isOfTheNetwork(thrown)) {
      unsubmitted(job, target, new NotAccepted(what, null));
    } else if (trouble instanceof Unclear) {
      var mistake = Mistake.in(thrown, job.made().prompt());
      LOG.warn("{} was not sent to {}: {}", job.id(), target.upstream(), mistake);
      note(job.requeued(planner.nextTry(job, retry(job, trouble))));
    } else {
      unsubmitted(job, target, trouble);
    }
  }

  /** An earlier request may have arrived: only what is said of the very same order is final. */
  private void unrecovered(Job job, Target target, Trouble trouble, Throwable thrown) {
    boolean same = planner.isIdempotent(target);
    switch (trouble) {
      case Refused(var reason) when same -> fail(job, new Failure("refused", reason));
      case Hopeless(var reason) when same -> fail(job, new Failure("failed", reason));
      default -> notLookedUp(job, same ? Verdict.UNREACHABLE : lookUp(job, thrown), trouble);
    }
  }

  private Verdict lookUp(Job job, Throwable thrown) {
    return planner.canRecover(job)
        ? lookUps.failed(job.submitting().at(), thrown, clock.instant())
        : Verdict.NONE;
  }

  private void notLookedUp(Job job, Verdict verdict, Trouble trouble) {
    var due =
        switch (verdict) {
          case NONE -> job.deadline();
          case PERHAPS_NONE -> clock.instant().plus(LookUps.APART);
          case UNREACHABLE -> retry(job, trouble);
        };
    if (due.isBefore(job.deadline())) {
      note(job.postponed(due));
    } else {
      fail(job, unknown(job));
    }
  }

  private void unclear(Job job) {
    if (planner.canRecover(job)) {
      var now = clock.instant();
      var sought = job.soughtUntil(now.plus(settings.lookUpFor()));
      note(sought.postponed(pace.retry(job.attempts(), null, now)));
    } else {
      fail(job, unknown(job));
    }
  }

  private Instant retry(Job job, Trouble trouble) {
    return pace.retry(planner.rounds(job), trouble.pause(), clock.instant());
  }

  private static Failure unknown(Job job) {
    return new Failure(UNKNOWN.code(), job.history().endOf(UNKNOWN.message()));
  }

  private void fail(Job job, Failure why) {
    note(job.failed(why, clock.instant()));
  }

  /**
   * Ends a job at its owner's wish; one that has ended stays as it is.
   *
   * @return the job, if it was this that ended it
   */
  public List<Job> cancel(Job job) {
    var ended = ledger.cancel(job.id(), CANCELLED, clock.instant());
    leases.end(job.id());
    ledger.find(job.id()).ifPresent(watches::tell);
    LOG.info("{} is deleted", job.id());
    return ended.stream().toList();
  }

  /** Takes a job out of its owner's sight; what lies of it in a sink is removed soon after. */
  public void delete(Job job) {
    ledger.delete(job.id(), clock.instant());
  }

  /**
   * Fails the jobs whose deadline has passed, and answers them. What waits for room on a disk is
   * not one of them.
   */
  public List<Job> expire() {
    if (storing.space().isLow()) {
      ledger.prolongRendered(clock.instant().plus(GRACE.dividedBy(2)), clock.instant().plus(GRACE));
    }
    var expired = ledger.expire(Overdue::of, clock.instant());
    expired.forEach(job -> leases.end(job.id()));
    expired.forEach(watches::tell);
    expired.forEach(JobDesk::logEnd);
    return expired;
  }

  /** Prolongs the leases that workers of this process hold. */
  void renew() {
    var now = clock.instant();
    ledger.renew(leases.all(), leaseFromNow());
    renewed = now;
  }

  /**
   * After a time without a database, or without a processor, this process must not claim what its
   * own workers still work on.
   */
  private void renewIfLate() {
    var since = renewed;
    if (since == null || since.plus(settings.lease().dividedBy(2)).isBefore(clock.instant())) {
      renew();
    }
  }

  private Job note(Job job) {
    var before = leases.held(job);
    try {
      commits.run(() -> ledger.note(job));
    } catch (StaleNote lost) {
      leases.end(job);
      throw lost;
    }
    leases.end(job);
    told(before, job);
    released(job);
    return job;
  }

  /** A call of its upstream that came meanwhile is followed up, which is not worth a failure. */
  private void released(Job job) {
    try {
      nudges.released(job.id());
    } catch (RuntimeException e) {
      LOG.warn("{} is polled when it is due: {}", job.id(), e.toString());
    }
  }

  /** A render has ended whose capacity another job may wait for. */
  private void makeRoom(@Nullable Job before, Job job) {
    boolean was = before != null && before.isOpenUpstream();
    if (was && !job.isOpenUpstream() && !lines.isEmpty()) {
      wake(Step.SUBMIT);
    }
  }

  private Job told(@Nullable Job before, Job job) {
    makeRoom(before, job);
    wakeFor(job);
    watches.tell(job);
    if (job.state() instanceof Failed) {
      logEnd(job);
    } else if (before == null || before.state().name() != job.state().name()) {
      LOG.info("{} is {}{}", job.id(), job.state().name().inLedger(), detail(job.state()));
    }
    return job;
  }

  /** Who ended it knows why, but for what an upstream or a deadline has ended. */
  private static void logEnd(Job job) {
    var why = ((Failed) job.state()).why();
    if (TOLD_IN_FULL.contains(why.code())) {
      LOG.warn("{} is failed: {}: {}", job.id(), why.code(), why.message());
    } else {
      LOG.info("{} is failed: {}", job.id(), why.code());
    }
  }

  private static String detail(State state) {
    return switch (state) {
      case Rendering(var at, var progress) -> " at " + at.target().upstream() + " as " + at.task();
      case State.Delivered delivered -> " as " + delivered.first().key();
      case Failed(var at, var why) -> ": " + why.code();
      case Queued q -> "";
      case Submitting s -> "";
      case Rendered r -> "";
    };
  }
}
