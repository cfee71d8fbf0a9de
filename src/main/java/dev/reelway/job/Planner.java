package dev.reelway.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.job.State.Submitting;
import dev.reelway.upstream.Placement;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where a job is to be rendered: the targets of its model in order of preference, one after another
 * while nothing was accepted; a remix only where its source was made.
 */
public final class Planner {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Upstreams upstreams;
  private final Ledger ledger;
  private final Predicate<String> lookups;
  private final Clock clock;

  /**
   * @param lookups tells the dialects that can look up a render whose answer was lost
   */
  public Planner(Upstreams upstreams, Ledger ledger, Predicate<String> lookups, Clock clock) {
    this.upstreams = upstreams;
    this.ledger = ledger;
    this.lookups = lookups;
    this.clock = clock;
  }

  Target target(Job job) {
    var targets = targets(job);
    return targets.get(job.attempts() % targets.size());
  }

  private List<Target> targets(Job job) {
    var source = job.order().remixOf();
    if (source != null) {
      return List.of(source(source).target());
    }
    var targets = upstreams.targets(job.order().base());
    if (targets.isEmpty()) {
      throw new JobImpossible(
          "failed", "Nothing renders the model %s any more.".formatted(job.order().base()));
    }
    return targets;
  }

  private Placement source(String id) {
    var made = ledger.find(id).map(Job::state).map(State::placement);
    return made.filter(at -> upstreams.at(at.target()).isPresent())
        .orElseThrow(
            () ->
                new JobImpossible(
                    "source_lost", "The upstream that made the source video is gone."));
  }

  Upstream upstream(Job job) {
    var target = JobRow.target(job.state());
    return Optional.ofNullable(target)
        .flatMap(upstreams::at)
        .orElseThrow(() -> new JobImpossible("failed", "The upstream that has the video is gone."));
  }

  JsonNode brief(Job job) {
    var model = ((Submitting) job.state()).at().model();
    return JSON.valueToTree(Brief.of(job, model, taskOf(job.order().remixOf())));
  }

  private @Nullable String taskOf(@Nullable String source) {
    return source == null ? null : source(source).task();
  }

  /** How often all targets of the job were tried in vain. */
  int rounds(Job job) {
    int targets = Math.max(1, upstreams.targets(job.order().base()).size());
    return job.order().remixOf() == null ? job.attempts() / targets : job.attempts();
  }

  /** Now, while there is a target that this round has not tried; else after a wait. */
  Instant nextTry(Job job, Instant afterAWait) {
    int targets = targets(job).size();
    return (job.attempts() + 1) % targets == 0 ? afterAWait : clock.instant();
  }

  /** Whether it can be found out if a submit arrived whose answer was lost. */
  boolean canRecover(Target target) {
    var upstream = upstreams.at(target);
    return isIdempotent(target)
        || upstream.filter(known -> lookups.test(known.dialect())).isPresent();
  }

  /** Whether a submit may be sent again under its key without making a second film. */
  boolean isIdempotent(Target target) {
    return upstreams.at(target).filter(Upstream::idempotent).isPresent();
  }
}
