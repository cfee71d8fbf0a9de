package dev.reelway.job;

import dev.reelway.upstream.Account;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.ReportPage;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.UpstreamFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls many renders by few calls if their upstream lists its tasks: with a due render, all others
 * are polled too that a page reports on anyway. Lists begin with the newest renders, so that the
 * first pages are full of ours and later pages of renders that have ended: a batch reads the later
 * pages only if no batch has done so for the usual time between two polls. Only such a deep batch
 * claims all renders before it begins; another one claims those that a page names. A render that
 * the list does not report on is polled alone, and one that is done and is polled for its link, as
 * a list need not have links; so are all renders of an account for a while after its list fails or
 * contains none of ours.
 */
public final class PollPlanner {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final int MOST_AT_ONCE = 20_000;
  private static final Duration WITHOUT_A_LIST = Duration.ofMinutes(5);

  private final JobTerms terms;
  private final JobLeases leases;
  private final JobClaims claims;
  private final JobSteps steps;
  private final JobFailures failures;
  private final JobLookups lookups;
  private final JobTraces traces;
  private final Predicate<Target> lists;
  private final Clock clock;
  private final PollSlots pollSlots;

  /** The renders that a list did not report on, and until when that counts. */
  private final Map<String, Instant> alone = new ConcurrentHashMap<>();

  private final Map<Account, Instant> without = new ConcurrentHashMap<>();
  private final Map<Account, Instant> deep = new ConcurrentHashMap<>();

  /** Until when no page is requested, as the first pages have just been read. */
  private final Map<Account, Instant> shallow = new ConcurrentHashMap<>();

  /**
   * @param lists the targets whose upstream's dialect has a list
   */
  PollPlanner(JobDesk desk, Predicate<Target> lists, Clock clock) {
    this.terms = desk.terms();
    this.leases = desk.leases();
    this.claims = desk.claims();
    this.steps = desk.steps();
    this.failures = desk.failures();
    this.lookups = desk.searches();
    this.traces = desk.traces();
    this.lists = lists;
    this.clock = clock;
    this.pollSlots = new PollSlots(terms.capacityPlanner().pollRateLimiter(), clock);
  }

  /**
   * Divides claimed renders into batches; renders that may not be polled now are returned. If this
   * fails midway, all are returned.
   */
  List<PollBatch> batches(List<Job> claimed) {
    var together = new LinkedHashMap<Account, List<Job>>();
    try {
      return batches(claimed, together);
    } catch (RuntimeException | Error e) {
      leases.endAll(claimed);
      together.values().forEach(leases::endAll);
      throw e;
    }
  }

  private List<PollBatch> batches(List<Job> claimed, Map<Account, List<Job>> together) {
    var batches = new ArrayList<PollBatch>();
    for (var job : claimed) {
      if (isPolledAlone(job) || job.isDone() || pollSlots.hasSlot(job) || !isListed(job)) {
        Stream.of(job)
            .filter(this::isItsTurn)
            .map(one -> PollBatch.of(List.of(one), false))
            .forEach(batches::add);
      } else {
        together.computeIfAbsent(account(job), one -> new ArrayList<>()).add(job);
      }
    }
    together.forEach((account, jobs) -> batches.addAll(listed(account, jobs)));
    return batches;
  }

  /** Whether a render is polled now; otherwise it is returned until it may be. */
  private boolean isItsTurn(Job job) {
    var place = pollSlots.of(job);
    boolean soon = terms.isSoon(place);
    if (!soon) {
      leases.putOff(List.of(polledAt(pollSlots.keep(job, place), job)));
    }
    return soon;
  }

  private void putOff(List<Job> jobs, Instant time) {
    leases.putOff(jobs.stream().map(job -> polledAt(time, job)).toList());
  }

  /** A slot comes; but an upstream may ask for a pause again and again. */
  private Job polledAt(Instant time, Job job) {
    var latest = pollSlots.areSlots(account(job)) ? Instant.MAX : leases.afterPause(job);
    return job.polledAt(time, latest);
  }

  /**
   * One request of the list serves all of them; if they are too few, they are polled one by one.
   */
  private List<PollBatch> listed(Account account, List<Job> jobs) {
    var until = shallow.getOrDefault(account, Instant.MIN);
    if (!goesDeep(account) && !terms.isSoon(until)) {
      putOff(jobs, until);
      return List.of();
    }
    var place = pollSlots.ofPage(account);
    if (!terms.isSoon(place)) {
      pollSlots.keepPage(account, place);
      putOff(jobs, place);
      return List.of();
    }
    var pollBatch = pollBatch(account, jobs);
    if (pollBatch.hasNextPage() || !pollSlots.areLimited(account.upstream())) {
      return List.of(pollBatch);
    }
    var now = new ArrayList<>(List.of(pollBatch.first()));
    pollBatch.jobs().stream().skip(1).filter(this::isItsTurn).forEach(now::add);
    return List.of(PollBatch.of(now, false));
  }

  private PollBatch pollBatch(Account account, List<Job> jobs) {
    if (!goesDeep(account)) {
      var batch = PollBatch.of(jobs, false);
      boolean worth = batch.hasNextPage() || hasOthers(batch);
      return worth ? batch.byPage() : batch;
    }
    var all = withOthers(jobs);
    boolean worth = all.size() >= PollBatch.WORTH_A_PAGE;
    if (worth) {
      deep.put(account, clock.instant());
    }
    return PollBatch.of(all, worth);
  }

  /** A little early, and never later than the claim of a render that waits for it. */
  private boolean goesDeep(Account account) {
    var next = nextDeep(account);
    var early = next.minus(terms.pollEvery().dividedBy(10));
    return terms.isSoon(next) || !clock.instant().isBefore(early);
  }

  private boolean hasOthers(PollBatch pollBatch) {
    return claims.hasRenders(pollBatch.at().target(), PollBatch.WORTH_A_PAGE);
  }

  /** At once, if the last one was measured before the clock was set back. */
  private Instant nextDeep(Account account) {
    var last = deep.getOrDefault(account, Instant.EPOCH);
    return last.isAfter(clock.instant()) ? Instant.EPOCH : last.plus(terms.pollEvery());
  }

  private boolean isListed(Job job) {
    var target = job.rendering().at().target();
    var until = without.getOrDefault(target.account(), Instant.MIN);
    return lists.test(target) && until.isBefore(clock.instant());
  }

  private static Account account(Job job) {
    return job.rendering().at().target().account();
  }

  private boolean isPolledAlone(Job job) {
    return alone.remove(job.id()) != null;
  }

  /** Renders that were claimed already are polled in any case. */
  private List<Job> withOthers(List<Job> jobs) {
    var target = jobs.getFirst().rendering().at().target();
    var others = List.<Job>of();
    try {
      others = claims.claimAlong(target, MOST_AT_ONCE - jobs.size());
      leases.release(others.stream().filter(job -> alone.containsKey(job.id())).toList());
      others.stream().filter(job -> !alone.containsKey(job.id())).forEach(jobs::add);
    } catch (RuntimeException e) {
      LOG.warn("No other renders are polled along with {}: {}", target.upstream(), e.toString());
      leases.endAll(others);
    }
    return jobs;
  }

  /** Commits what a page reports on the batch's renders, and returns the rest of the batch. */
  public PollBatch report(PollBatch pollBatch, ReportPage page) {
    lookups.answered(pollBatch.at().target().account());
    var told = new LinkedHashMap<Job, Report>();
    var others = new ArrayList<Job>();
    var reports = page.byTask();
    var claimed = claimed(pollBatch, reports);
    for (var job : claimed) {
      var report = reports.get(job.rendering().at().task());
      if (report == null) {
        others.add(job);
      } else {
        told.put(job, report);
      }
    }
    if (told.isEmpty() && pollBatch.after() == null) {
      doWithout(pollBatch);
    }
    try {
      steps.polledAll(told);
    } catch (RuntimeException failed) { // The batch's own leases are ended by its worker.
      leases.endAll(claimed.stream().filter(job -> !pollBatch.jobs().contains(job)).toList());
      throw failed;
    }
    return pollBatch.left(told.size(), others, page.next());
  }

  /** The renders of the batch, and those that the page names beside them. */
  private List<Job> claimed(PollBatch pollBatch, Map<String, Report> reports) {
    if (pollBatch.deep()) {
      return pollBatch.jobs();
    }
    var tasks = new ArrayList<>(reports.keySet());
    pollBatch.jobs().forEach(job -> tasks.remove(job.rendering().at().task()));
    var all = new ArrayList<>(pollBatch.jobs());
    try {
      all.addAll(claims.claimListed(pollBatch.at().target(), tasks));
    } catch (RuntimeException e) {
      LOG.warn("No other renders are recorded with {}: {}", pollBatch.first().id(), e.toString());
    }
    return all;
  }

  /**
   * No further page is requested: renders that a deep batch has no report on are polled alone, at
   * once, all others with the next deep batch.
   */
  public void leave(PollBatch pollBatch) {
    if (pollBatch.deep()) {
      pauseList(pollBatch);
    } else if (!pollBatch.jobs().isEmpty()) {
      var account = account(pollBatch.first());
      shallow.put(account, nextDeep(account));
      putOff(pollBatch.jobs(), nextDeep(account));
    }
  }

  /**
   * The list has failed: all renders of this account are polled alone for a while, or not at all if
   * the upstream asks for a pause.
   */
  public void fail(PollBatch pollBatch, Throwable thrown) {
    traces.failed(thrown);
    if (failures.pauseIfAsked(
        pollBatch.at().target(), UpstreamFailure.of(thrown, clock.instant()))) {
      leases.release(pollBatch.jobs());
    } else {
      doWithout(pollBatch);
      pauseList(pollBatch);
    }
  }

  private void pauseList(PollBatch pollBatch) {
    var now = clock.instant();
    alone.values().removeIf(until -> until.isBefore(now));
    pollBatch.jobs().forEach(job -> alone.put(job.id(), now.plus(WITHOUT_A_LIST)));
    leases.release(pollBatch.jobs());
  }

  /** How many milliseconds a page waits for its slot; the first page has waited already. */
  public long pause(PollBatch pollBatch) {
    return pollBatch.after() == null ? 0 : pollSlots.untilNext(pollBatch.at().target().account());
  }

  private void doWithout(PollBatch pollBatch) {
    without.put(pollBatch.at().target().account(), clock.instant().plus(WITHOUT_A_LIST));
  }
}
