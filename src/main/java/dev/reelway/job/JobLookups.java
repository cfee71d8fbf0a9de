package dev.reelway.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.upstream.Account;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Target;
import java.util.List;

/** Looks up the render of a job at its upstream, where the answer to the submit was lost. */
public final class JobLookups {

  private final JobQueries queries;
  private final JobTerms terms;
  private final JobCommits commits;
  private final LookupPolicy lookupPolicy;

  JobLookups(JobQueries queries, JobTerms terms, JobCommits commits, LookupPolicy lookupPolicy) {
    this.queries = queries;
    this.terms = terms;
    this.commits = commits;
    this.lookupPolicy = lookupPolicy;
  }

  /** Begins to look up the render of a job. */
  public RenderLookup begin(Job job) {
    return RenderLookup.of(terms.targetPlanner().request(job));
  }

  /** The upstream has answered one page of its list. */
  public RenderLookup read(RenderLookup renderLookup, JsonNode page) {
    return renderLookup.read(page);
  }

  /** All pages are read: the first render that belongs to no job is the job's. */
  public void end(Job job, RenderLookup renderLookup) {
    var now = terms.now();
    var target = job.submitting().at();
    answered(target.account());
    var own = renderLookup.tasks().stream().filter(task -> !isTaken(target, task)).findFirst();
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

  /** The account's list of renders was read. */
  void answered(Account account) {
    lookupPolicy.answered(account);
  }

  private boolean isTaken(Target target, String task) {
    return queries.isTaskTaken(target.upstream(), target.credential(), task);
  }
}
