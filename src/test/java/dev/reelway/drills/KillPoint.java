package dev.reelway.drills;

import static dev.reelway.drills.CodePoint.BATCHES;
import static dev.reelway.drills.CodePoint.DECIDED;
import static dev.reelway.drills.CodePoint.FLYWAY;
import static dev.reelway.drills.CodePoint.FOLDER_INTAKE;
import static dev.reelway.drills.CodePoint.OUTBOX;
import static dev.reelway.drills.CodePoint.STEPS;
import static dev.reelway.drills.CodePoint.UPLOAD;
import static dev.reelway.drills.CodePoint.after;
import static dev.reelway.drills.CodePoint.before;

import org.jspecify.annotations.Nullable;

/**
 * Where a process is killed: at a method of the service, whose call is held then, or while a server
 * of the drill holds its answer.
 */
enum KillPoint {
  MIGRATION("a migration ran, not committed", 6, after(FLYWAY, "execute", 1)),
  RESTART("leases of the last process ended", 1, after("job.JobClaims", "recall", 0)),

  ACCEPT_OPEN("a job inserted, not committed", 9, after("job.JobRecords", "insert", 3)),
  ACCEPTED("a job accepted, its caller not answered", 6, after("job.JobIntake", "insert", 2)),
  ASSIGNED("a job assigned to an upstream", 9, after("job.JobSteps", "submitting", 1)),
  INTENT("the intent to submit committed, nothing sent", 9, after(STEPS, "commitIntent", 1)),
  ORDERED("the order has arrived, its answer has not left", 6, Gate.ORDER),
  ORDERED_LISTED("the same at an upstream with a list", 2, Gate.LISTED_ORDER),
  LOOKED_UP("the order found by a look-up, not committed", 1, before("job.JobLookups", "end", 2)),
  ANSWERED("the answer to the order read, not committed", 9, before(STEPS, "submitted", 2)),
  RENDERING("the answer to the order committed", 9, after(STEPS, "submitted", 2)),
  POLLING("in the middle of a poll or of a list", 9, Gate.POLL),
  POLLED("the answer to a poll read, not committed", 9, before(STEPS, "polled", 2)),
  RENDERED("the answer to a poll committed", 9, after(STEPS, "polled", 2)),

  DOWNLOADING("half of a video fetched", 6, Gate.VIDEO),
  WRITTEN(
      "a file written, not renamed", 9, before("sink.SyncedFolders", "rename", 2), Where.FOLDER),
  RENAMED("a file renamed, not tidied up", 9, before("sink.FileSink", "tidy", 1), Where.FOLDER),
  PUT("an object put", 9, after("sink.s3.Bucket", "put", 3), Where.BUCKET),
  PART("a part of an upload sent", 3, after(UPLOAD, "add", 1), Where.BUCKET),
  ALL_PARTS("all parts sent, not completed", 1, before(UPLOAD, "complete", 0), Where.BUCKET),
  COMPLETED("an upload completed", 1, after(UPLOAD, "complete", 0), Where.BUCKET),
  STORED("video and sidecar stored, not committed", 6, before(STEPS, "delivered", 2)),
  ENDING("the end of a job and its event, not committed", 6, after(OUTBOX, "ended", 2)),
  DELIVERED("the end of a job committed", 6, after(STEPS, "delivered", 2)),

  CLAIMED("a prompt file in working/, not in the ledger", 1, before(FOLDER_INTAKE, "claimed", 1)),
  OPENED("a prompt file in the ledger, not read", 1, after(BATCHES, "open", 2)),
  REFUSED_LINE("in the middle of a prompt file", 20, after(DECIDED, "refuse", 3)),
  LINES("lines of a prompt file accepted", 2, after("job.JobIntake", "acceptLines", 4)),
  IMAGE("the image of a line stored, no job yet", 1, before(FOLDER_INTAKE, "accept", 3)),
  READ("a prompt file read, not recorded", 1, before(BATCHES, "seal", 2)),
  RESULT_LINE("in the middle of results", 20, before("intake.ResultLines", "refused", 1)),
  REPORT_FILE("a file of results or a page there", 6, after("intake.PartialFile", "complete", 0)),
  REPORTED("both result files there, not moved", 1, before("intake.ReportPages", "complete", 2)),
  REPORT_MOVED("a prompt file in done/, not closed", 1, before(BATCHES, "close", 2)),
  BATCH_OPENED("a batch of the API accepted", 1, after("intake.ApiBatches", "open", 2)),
  BATCH_STORED("the results of a batch stored", 1, before("intake.ApiBatchResults", "close", 2)),

  TELLING("a webhook has arrived, its answer has not left", 4, Gate.WEBHOOK),
  TOLD("the answer of a webhook read, not committed", 6, before(OUTBOX, "record", 3)),
  GIVEN_UP("files given up, not committed", 1, after("job.JobRemovals", "discarded", 2)),
  REMOVED("files removed from the sink, not committed", 1, before("job.Remover", "done", 1));

  final String what;

  /** Up to which passage one is chosen by chance. */
  final int most;

  final @Nullable CodePoint code;
  final @Nullable Gate gate;
  final Where where;

  /** A server of the drill that holds its answer. */
  enum Gate {
    ORDER,
    LISTED_ORDER,
    POLL,
    VIDEO,
    WEBHOOK
  }

  /** The sinks that have the point. */
  enum Where {
    ALL,
    FOLDER,
    BUCKET
  }

  KillPoint(String what, int most, CodePoint code) {
    this(what, most, code, null, Where.ALL);
  }

  KillPoint(String what, int most, CodePoint code, Where where) {
    this(what, most, code, null, where);
  }

  KillPoint(String what, int most, Gate gate) {
    this(what, most, null, gate, Where.ALL);
  }

  KillPoint(String what, int most, @Nullable CodePoint code, @Nullable Gate gate, Where where) {
    this.what = what;
    this.most = most;
    this.code = code;
    this.gate = gate;
    this.where = where;
  }
}
