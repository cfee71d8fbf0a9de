package dev.reelway.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.upstream.Account;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks up the render of a job at its upstream, where the answer to the submit was lost. A render
 * that may be another order's is not taken: it could show somebody what another one has ordered.
 */
public final class JobLookups {

  /** No render is looked up for so long. */
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  private final JobQueries queries;
  private final JobTerms terms;
  private final JobCommits commits;
  private final LookupPolicy lookupPolicy;
  private final RivalOrders rivalOrders;

  /** When a task was first found for a job, by both. */
  private final Map<Find, Instant> finds = new ConcurrentHashMap<>();

  JobLookups(
      JobQueries queries,
      RivalOrders rivalOrders,
      JobTerms terms,
      JobCommits commits,
      LookupPolicy lookupPolicy) {
    this.queries = queries;
    this.rivalOrders = rivalOrders;
    this.terms = terms;
    this.commits = commits;
    this.lookupPolicy = lookupPolicy;
  }

  private record Find(String job, String task) {}

  /** Whether the order is sent again under its key, which is no second order. */
  public boolean isSentAgain(Job job) {
    return terms.isSentAgain(job);
  }

  /** Begins to look up the render of a job. */
  public RenderLookup begin(Job job) {
    return RenderLookup.of(terms.targetPlanner().request(job));
  }

  /** The upstream has answered one page of its list. */
  public RenderLookup read(RenderLookup renderLookup, JsonNode page) {
    return renderLookup.read(page);
  }

  /**
   * All pages are read: the first render that belongs to no job is the job's, unless it may be that
   * of another order whose answer is unknown. Such orders are looked up again, as others may find
   * theirs meanwhile.
   */
  public void end(Job job, RenderLookup renderLookup) {
    var now = terms.now();
    var target = job.submitting().at();
    answered(target.account());
    var own =
        renderLookup.tasks().stream()
            .filter(task -> !isTaken(target, task))
            .findFirst()
            .filter(task -> renderLookup.exact() || isOwn(job, task, now));
    if (own.isPresent()) {
      var report = new Report(own.get(), Report.Verdict.WORKING, null, null, List.of());
      commits.commit(job.submitted(report, terms.jobTiming(), now));
    } else if (LookupPolicy.continues(job, now)) {
      commits.commit(
          LookupPolicy.notListed(job, terms.jobTiming().retry(job.attempts(), null, now)));
    } else {
      commits.fail(job, LookupPolicy.lost(job));
    }
  }

  private boolean isOwn(Job job, String task, Instant now) {
    finds.values().removeIf(found -> found.isBefore(now.minus(FORGOTTEN)));
    var found = finds.computeIfAbsent(new Find(job.id(), task), find -> now);
    var upstream = job.submitting().at().upstream();
    return !rivalOrders.haveOneFor(
        job, found, other -> terms.targetPlanner().mayGoTo(other.order(), upstream));
  }

  /** The account's list of renders was read. */
  void answered(Account account) {
    lookupPolicy.answered(account);
  }

  private boolean isTaken(Target target, String task) {
    return queries.isTaskTaken(target.upstream(), target.credential(), task);
  }
}
