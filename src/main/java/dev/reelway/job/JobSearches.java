package dev.reelway.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Target;
import java.util.List;

/** Looks up the render of a job at its upstream, where the answer to the submit was lost. */
public final class JobSearches {

  private final JobQueries queries;
  private final JobTerms terms;
  private final JobCommits commits;
  private final LookUps lookUps;

  JobSearches(JobQueries queries, JobTerms terms, JobCommits commits, LookUps lookUps) {
    this.queries = queries;
    this.terms = terms;
    this.commits = commits;
    this.lookUps = lookUps;
  }

  /** Begins to look up the render of a job. */
  public Search begin(Job job) {
    return Search.of(terms.planner().brief(job));
  }

  /** The upstream has answered one page of its list. */
  public Search read(Search search, JsonNode page) {
    return search.read(page);
  }

  /** All pages are read: the first render that belongs to no job is the job's. */
  public void end(Job job, Search search) {
    var now = terms.now();
    var target = job.submitting().at();
    lookUps.answered(target);
    var own = search.tasks().stream().filter(task -> !isTaken(target, task)).findFirst();
    if (own.isPresent()) {
      var report = new Report(own.get(), Report.Verdict.WORKING, null, null, List.of());
      commits.commit(job.submitted(report, terms.pace(), now));
    } else if (LookUps.goesOn(job, now)) {
      commits.commit(LookUps.notListed(job, terms.pace().retry(job.attempts(), null, now)));
    } else {
      commits.fail(job, LookUps.lost(job));
    }
  }

  private boolean isTaken(Target target, String task) {
    return queries.isTaskTaken(target.upstream(), target.credential(), task);
  }
}
