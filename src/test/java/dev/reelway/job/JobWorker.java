package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.reelway.job.JobModel.Kind;
import dev.reelway.job.JobState.Name;
import dev.reelway.sink.Asset;
import dev.reelway.sink.SinkUnavailable;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * A worker of a model test that holds one claimed job, does one thing at a time as the routes do,
 * and says what must have become of the job if it still had its lease.
 */
final class JobWorker {

  private static final Asset FILE = new Asset("file", "a.mp4", "video/mp4", 5, "00", null);
  private static final String UNKNOWN = "submit_unknown";

  final JobNode node;
  final JobModel model;
  private final Supplier<Instant> now;
  private JobStep step;
  private Job job;
  private boolean placed;
  private boolean written;
  private boolean over;

  JobWorker(JobNode node, JobStep step, Job job, JobModel model, Supplier<Instant> now) {
    this.node = node;
    this.step = step;
    this.job = job;
    this.model = model;
    this.now = now;
    this.placed = step == JobStep.RECOVER || job.state().name() == Name.SUBMITTING;
  }

  boolean isOver() {
    return over;
  }

  boolean holds(Job row, @Nullable String owner) {
    return row.fence() == job.fence() && node.name().equals(owner);
  }

  /** The process ends; a request that was written may arrive all the same. */
  void killed(boolean arrives) {
    if (written && arrives && !model.isPaid()) {
      model.arrives();
    }
    over = true;
  }

  /**
   * Does the next thing.
   *
   * @param choice which of those that may happen; 0 is the best of them
   * @param held whether it still has its lease
   */
  JobExpectation work(int choice, boolean held) {
    return switch (step) {
      case SUBMIT -> placed ? send(choice, held) : place(held);
      case RECOVER -> model.kind == Kind.KEYED ? send(choice, held) : lookUp(choice, held);
      case POLL -> poll(choice, held);
      case DELIVER -> deliver(choice);
    };
  }

  private JobExpectation place(boolean held) {
    int before = job.attempts();
    try {
      job = node.desk().steps().submitting(job);
    } catch (RuntimeException e) {
      fails(e);
      if (JobImpossible.in(e).isPresent()) {
        assertThat(node.desk().terms().now()).isAfterOrEqualTo(job.waitUntil());
        return JobExpectation.failed("wait_expired");
      }
      return JobExpectation.of(Name.QUEUED, NoCapacity.in(e).isPresent() ? 0 : 1);
    }
    placed = true;
    assertThat(held).as("%s is placed under a lost lease", model.id).isTrue();
    assertThat(job.attempts()).isEqualTo(before);
    model.submittedUntil(job.deadline());
    return JobExpectation.of(Name.SUBMITTING, 0);
  }

  private JobExpectation send(int choice, boolean held) {
    if (written) {
      return answered(choice, held);
    }
    boolean again = job.submitting().unsure();
    switch (choice % 12) {
      case 1 -> {
        fails(new ConnectException("refused"));
        return again ? again() : JobExpectation.of(Name.QUEUED, 1);
      }
      case 2 -> {
        ends();
        return JobExpectation.of(Name.SUBMITTING, 0);
      }
      default -> {
        return write(held);
      }
    }
  }

  private JobExpectation write(boolean held) {
    try {
      node.desk().steps().commitIntent(job);
    } catch (LeaseLost lost) {
      fails(lost);
      assertThat(held).as("%s lost its lease", model.id).isFalse();
      return JobExpectation.of(Name.SUBMITTING, 0);
    }
    assertThat(held).as("%s is sent under a lost lease", model.id).isTrue();
    model.written();
    written = true;
    return JobExpectation.of(Name.SUBMITTING, 0);
  }

  private JobExpectation answered(int choice, boolean held) {
    boolean again = job.submitting().unsure();
    return switch (choice % 14) {
      case 1 -> refused(429, held, again ? again() : JobExpectation.of(Name.QUEUED, 0));
      case 2 -> refused(503, held, again ? again() : JobExpectation.of(Name.QUEUED, 1));
      case 3 -> refused(400, held, JobExpectation.failed("refused"));
      case 4 -> lost(new SocketTimeoutException("lost"), true, again);
      case 5 -> lost(new IOException("reset"), false, again);
      case 6 -> lost(new DataAccessResourceFailureException("full"), true, again);
      case 7 -> vanishes();
      default -> accepted(held);
    };
  }

  private JobExpectation vanishes() {
    ends();
    return JobExpectation.of(Name.SUBMITTING, 0);
  }

  private static JobExpectation again() {
    return JobExpectation.of(Name.SUBMITTING, 1).orFailed(UNKNOWN);
  }

  private JobExpectation refused(int status, boolean held, JobExpectation expected) {
    if (model.isPaid()) {
      // Under the key of an order that was taken, an upstream does not refuse.
      return accepted(held);
    }
    if (held) {
      model.notAccepted();
    }
    fails(status(status));
    return expected;
  }

  private JobExpectation lost(Exception thrown, boolean arrives, boolean again) {
    if (arrives && !model.isPaid()) {
      model.arrives();
    }
    fails(thrown);
    if (again) {
      return again();
    }
    if (model.kind.recovers()) {
      return JobExpectation.of(Name.SUBMITTING, 1);
    }
    boolean own = LocalFailure.isIn(thrown);
    return JobExpectation.failed(own ? "fetch_failed" : UNKNOWN);
  }

  private JobExpectation accepted(boolean held) {
    if (!model.isPaid()) {
      model.arrives();
    }
    boolean images = model.kind == Kind.IMAGES;
    if (held) {
      model.accepted();
      if (images) {
        model.doneUntil(now.get().plus(JobNode.SETTINGS.fetchDeadline()));
      }
    }
    reports(
        () ->
            job =
                node.desk()
                    .steps()
                    .submitted(job, report(images ? Verdict.DONE : Verdict.WORKING)));
    if (images && !over) {
      step = JobStep.DELIVER;
    } else {
      ends();
    }
    return JobExpectation.of(images ? Name.RENDERED : Name.RENDERING, JobExpectation.NEW);
  }

  private JobExpectation lookUp(int choice, boolean held) {
    return switch (choice % 8) {
      case 1 -> lookUpFails(status(404));
      case 2 -> lookUpFails(status(500));
      case 3 -> vanishes();
      default -> listed(held);
    };
  }

  private JobExpectation lookUpFails(Exception thrown) {
    fails(thrown);
    return again();
  }

  private JobExpectation listed(boolean held) {
    if (held && model.kind == Kind.LISTED && model.isPaid()) {
      model.accepted();
    }
    if (model.kind != Kind.LISTED) {
      return lookUpFails(new IllegalStateException("no such route"));
    }
    var tasks = model.isPaid() ? List.of(model.task()) : List.<String>of();
    var until = job.submitting().until();
    boolean over = until != null && !now.get().isBefore(until);
    reports(
        () ->
            node.desk()
                .searches()
                .end(job, new RenderLookup(NullNode.getInstance(), tasks, true, null, 1, false)));
    ends();
    if (model.isPaid()) {
      return JobExpectation.of(Name.RENDERING, JobExpectation.NEW);
    }
    return over ? JobExpectation.failed(UNKNOWN) : JobExpectation.of(Name.SUBMITTING, 1);
  }

  private JobExpectation poll(int choice, boolean held) {
    return switch (choice % 12) {
      case 1, 2 -> polled(Verdict.WORKING, JobExpectation.of(Name.RENDERING, JobExpectation.NEW));
      case 3 ->
          polled(Verdict.FAILED, JobExpectation.failed(model.isDone() ? "fetch_failed" : "failed"));
      case 4 -> pollFails(status(500));
      case 5 -> pollFails(status(429));
      case 6 -> {
        ends();
        yield JobExpectation.of(Name.RENDERING, 0);
      }
      default -> {
        if (held) {
          model.doneUntil(now.get().plus(JobNode.SETTINGS.fetchDeadline()));
        }
        yield polled(Verdict.DONE, JobExpectation.of(Name.RENDERED, 0));
      }
    };
  }

  private JobExpectation polled(Verdict verdict, JobExpectation expected) {
    reports(() -> node.desk().steps().polled(job, report(verdict)));
    ends();
    return expected;
  }

  private JobExpectation pollFails(Exception thrown) {
    fails(thrown);
    return JobExpectation.of(Name.RENDERING, 1);
  }

  private JobExpectation deliver(int choice) {
    boolean again = model.kind != Kind.IMAGES;
    return switch (choice % 8) {
      case 1, 2 -> fetchFails(new IOException("cut"), again);
      case 3 -> fetchFails(new SinkUnavailable("away", new IOException("away")), false);
      case 4 -> {
        fails(new LowDiskSpace());
        yield JobExpectation.of(Name.RENDERED, 0);
      }
      case 5 -> {
        ends();
        yield JobExpectation.of(Name.RENDERED, 0);
      }
      default -> {
        reports(() -> node.desk().steps().delivered(job, List.of(FILE)));
        ends();
        yield JobExpectation.of(Name.DELIVERED, 0);
      }
    };
  }

  private JobExpectation fetchFails(Exception thrown, boolean polledAgain) {
    fails(thrown);
    return JobExpectation.of(polledAgain ? Name.RENDERING : Name.RENDERED, 1);
  }

  private void reports(Runnable commit) {
    try {
      commit.run();
    } catch (RuntimeException e) {
      fails(e);
    }
  }

  private void fails(Exception thrown) {
    node.desk().failures().failed(job, thrown);
    assertThat(node.cancellation().late(thrown))
        .as("%s is done and is cancelled", model.id)
        .allMatch(render -> !model.isDone());
    ends();
  }

  /** As the pool of workers does after each exchange. */
  private void ends() {
    node.desk().terms().capacityPlanner().submitEnded(job.id());
    node.desk().leases().endAll(List.of(job));
    over = true;
  }

  private Report report(Verdict verdict) {
    return new Report(model.task(), verdict, null, null, List.of("https://links.example/1"));
  }

  private static HttpOperationFailedException status(int code) {
    return new HttpOperationFailedException("http://127.0.0.1:1", code, "", null, Map.of(), "{}");
  }
}
