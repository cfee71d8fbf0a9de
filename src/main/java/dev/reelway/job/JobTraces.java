package dev.reelway.job;

import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.trace.TraceSpan;
import dev.reelway.trace.TracedRender;
import dev.reelway.trace.Traces;
import dev.reelway.upstream.UpstreamBusy;
import dev.reelway.wire.Causes;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What traces tell of jobs. All steps of a job belong to the trace of the request that ordered it,
 * on whichever node they are done; a job that no request has ordered begins a trace of its own.
 */
final class JobTraces {

  static final JobTraces OFF = new JobTraces(Traces.OFF, upstream -> upstream);

  private static final String JOB = "dev.reelway.job.id";
  private static final String STATE = "dev.reelway.job.state";

  private final Traces traces;
  private final UnaryOperator<String> dialects;

  /**
   * @param dialects answers the dialect of an upstream
   */
  JobTraces(Traces traces, UnaryOperator<String> dialects) {
    this.traces = traces;
    this.dialects = dialects;
  }

  /** A new job of the request that this thread is in; without one, it begins a trace. */
  Job ordered(Job job) {
    var request = traces.current();
    var context = request.context();
    if (context == null) {
      return dropped(job);
    }
    request.tell(JOB, job.id());
    return job.traced(context);
  }

  /** A new job of a file or a message, which begins a trace. */
  Job dropped(Job job) {
    try (var span = traces.step("accept", null, List.of())) {
      var context = span.context();
      span.tell(JOB, job.id());
      return context == null ? job : job.traced(context);
    }
  }

  /**
   * Begins the span of a route that works on a job, or on many at once: then it is linked to
   * theirs.
   *
   * @param route like {@code poll-job}
   */
  TraceSpan step(String route, Object carried) {
    if (!traces.areOn()) {
      return TraceSpan.NONE;
    }
    var name = route.split("-")[0];
    return switch (carried) {
      case Job job -> step(name, job);
      case PollBatch pollBatch -> step(name, pollBatch);
      default -> TraceSpan.NONE;
    };
  }

  private TraceSpan step(String name, Job job) {
    var span = traces.step(name, job.history().trace(), List.of());
    tell(span, job);
    return span;
  }

  private TraceSpan step(String name, PollBatch pollBatch) {
    var links =
        pollBatch.jobs().stream()
            .map(job -> job.history().trace())
            .filter(Objects::nonNull)
            .toList();
    var span = traces.step(name, null, links);
    var at = pollBatch.at().target();
    var kind = pollBatch.first().order().kind();
    span.render(
        new TracedRender(kind, at.upstream(), dialects.apply(at.upstream()), at.model(), null));
    return span;
  }

  /** The job is about to be submitted: its target is known. */
  void submits(Job job) {
    if (traces.areOn()) {
      tell(traces.current(), job);
    }
  }

  /**
   * The step that this thread is in has failed, unless its job only has to wait. Where the job ends
   * with that, the code of its failure takes the place of the exception.
   */
  void failed(Throwable thrown) {
    if (!isWait(thrown)) {
      traces.current().failed(Causes.root(thrown).getClass().getName());
    }
  }

  private static boolean isWait(Throwable thrown) {
    return ModerationHeld.in(thrown).isPresent()
        || NoCapacity.in(thrown).isPresent()
        || NotConfigured.in(thrown).isPresent()
        || Causes.first(thrown, UpstreamBusy.class).isPresent()
        || LowDiskSpace.isIn(thrown);
  }

  /** A job goes on without what this route does; a cancellation is a step of its own. */
  void continued(@Nullable String route, Throwable thrown) {
    if (JobFailureLog.isCancellation(route)) {
      failed(thrown);
    }
  }

  /** An observer that is told of changes too, if traces are on. */
  JobObserver with(JobObserver observer) {
    if (!traces.areOn()) {
      return observer;
    }
    return observer.and(
        new JobObserver() {
          @Override
          public void changed(@Nullable Job before, Job job) {
            tellChange(before, job);
          }
        });
  }

  /** What happens to a job outside of its trace, as when a list is read, is told in its trace. */
  private void tellChange(@Nullable Job before, Job job) {
    var context = job.history().trace();
    if (context == null) {
      return;
    }
    var present = traces.current();
    if (present.isStepOf(context)) {
      tellState(present, job);
    } else if (isNews(before, job)) {
      var from = present.context();
      var links = from == null ? List.<String>of() : List.of(from);
      try (var span = traces.step(job.state().name().inLedger(), context, links)) {
        tellState(span, job);
      }
    }
  }

  private static boolean isNews(@Nullable Job before, Job job) {
    boolean isSame = before != null && before.state().name() == job.state().name();
    return !isSame && (job.state() instanceof Rendered || job.state().isFinal());
  }

  private void tell(TraceSpan span, Job job) {
    span.tell(JOB, job.id());
    var target = JobRow.target(job.state());
    if (target != null) {
      var at = job.state().renderTask();
      span.render(
          new TracedRender(
              job.order().kind(),
              target.upstream(),
              dialects.apply(target.upstream()),
              target.model(),
              at == null ? null : at.task()));
    }
  }

  private void tellState(TraceSpan span, Job job) {
    tell(span, job);
    span.tell(STATE, job.state().name().inLedger());
    if (job.state() instanceof Failed(var at, var why)) {
      span.failed(why.code());
    }
  }
}
