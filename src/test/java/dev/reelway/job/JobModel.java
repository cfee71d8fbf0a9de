package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Name;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What may be true of one job, written down without a look at how the product works. */
final class JobModel {

  /** The upstreams that a job may be sent to; each is a model of that name. */
  enum Kind {
    /** Its renders can be looked up. */
    LISTED,
    /** It honours idempotency keys. */
    KEYED,
    /** What becomes of a lost answer can never be found out. */
    PLAIN,
    /** It makes images, and is like the plain one. */
    IMAGES;

    String model() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean recovers() {
      return this == LISTED || this == KEYED;
    }
  }

  final String id;
  final Kind kind;
  private final Instant waitUntil;
  private Instant renderedBy;
  private @Nullable Instant fetchedBy;

  /** Whether a request was written whose answer never came to the ledger. */
  private boolean unsure;

  private boolean taken;
  private int paid;
  private int endings;
  private @Nullable JobState end;
  private Job last;

  JobModel(Kind kind, Job job, Instant waitUntil, Instant renderedBy) {
    this.id = job.id();
    this.kind = kind;
    this.waitUntil = waitUntil;
    this.renderedBy = renderedBy;
    this.last = job;
  }

  /** The request is written now: nothing that was ever sent and not refused is sent again. */
  void written() {
    assertThat(taken).as("%s was taken and is sent again", id).isFalse();
    assertThat(unsure && kind != Kind.KEYED).as("%s may be ordered twice", id).isFalse();
    unsure = true;
  }

  /** The request arrives; under its key, a second one is the same order. */
  void arrives() {
    paid = kind == Kind.KEYED ? 1 : paid + 1;
    assertThat(paid).as("orders of %s", id).isEqualTo(1);
  }

  /** The answer that it was not accepted is known. */
  void notAccepted() {
    unsure = paid > 0;
  }

  void accepted() {
    taken = true;
  }

  boolean isPaid() {
    return paid > 0;
  }

  /** What the upstream calls the render. */
  String task() {
    return "task-of-" + id;
  }

  void submittedUntil(Instant renderedBy) {
    this.renderedBy = renderedBy;
  }

  void doneUntil(Instant fetchedBy) {
    if (this.fetchedBy == null) {
      this.fetchedBy = fetchedBy;
    }
  }

  boolean isDone() {
    return fetchedBy != null;
  }

  void ended() {
    endings++;
  }

  /** The one clock that may fail a job in this state. */
  Instant clock(Name state) {
    if (fetchedBy != null) {
      return fetchedBy;
    }
    return state == Name.QUEUED ? waitUntil : renderedBy;
  }

  /** A deadline has failed it. */
  void expired(Job before, Job ended, Instant now) {
    var code = ((Failed) ended.state()).why().code();
    assertThat(now).as("%s expires", id).isAfterOrEqualTo(clock(before.state().name()));
    var expected =
        isDone()
            ? "fetch_failed"
            : before.state().name() == Name.QUEUED ? "wait_expired" : "timed_out";
    assertThat(code).as(id).isEqualTo(expected);
  }

  /**
   * Compares the ledger's row with what must be true at any time.
   *
   * @param owner who has leased it
   * @param latest no job that is open is due later than this
   */
  void check(Job row, @Nullable String owner, @Nullable String waitQueue, Instant latest) {
    assertThat(row.fence()).as("fence of %s", id).isGreaterThanOrEqualTo(last.fence());
    last = row;
    if (end != null) {
      assertThat(row.state()).as("end of %s", id).isEqualTo(end);
    } else if (row.state().isFinal()) {
      end = row.state();
    }
    assertThat(endings).as("ends of %s", id).isEqualTo(end == null ? 0 : 1);
    if (end == null) {
      checkOpen(row, owner, waitQueue, latest);
    } else {
      assertThat(owner).as("owner of %s, which has ended", id).isNull();
    }
  }

  private void checkOpen(
      Job row, @Nullable String owner, @Nullable String waitQueue, Instant latest) {
    assertThat(row.deadline()).as("clock of %s", id).isEqualTo(clock(row.state().name()));
    if (waitQueue == null) {
      assertThat(row.due()).as("%s is reachable", id).isBefore(latest);
    } else {
      assertThat(row.state().name()).as("state of %s, which waits", id).isEqualTo(Name.QUEUED);
      assertThat(owner).as("owner of %s, which waits", id).isNull();
    }
    assertThat(row.isDone()).as("%s is done", id).isEqualTo(isDone());
    boolean atUpstream = row.state().renderTask() != null;
    assertThat(atUpstream).as("%s is at an upstream", id).isEqualTo(taken);
  }

  /** All is over: it has ended, and what was delivered was paid for. */
  void checkEnd() {
    var over = Objects.requireNonNull(end, () -> id + " has not ended: " + last);
    if (over.name() == Name.DELIVERED) {
      assertThat(paid).as("orders of %s, which is delivered", id).isEqualTo(1);
    }
  }

  /** How it ended: the failure's code, or delivered. */
  String end() {
    return end instanceof Failed failed ? failed.why().code() : "delivered";
  }
}
