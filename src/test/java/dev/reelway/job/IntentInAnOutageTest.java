package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.reelway.SettableClock;
import dev.reelway.database.CuttingProxy;
import dev.reelway.database.Database;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.SubmitIntent;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The database is lost while the intent to submit is committed. */
@ResourceLock(TestDatabase.POSTGRES)
class IntentInAnOutageTest {

  private static final VideoOrder VIDEO =
      new VideoOrder("listed", "listed", "a cat", "720x1280", 10, false, false, false, null);

  @AfterEach
  void end() {
    SubmitIntent.end();
  }

  /** The ledger says that it may have been sent; its worker knows that it was not. */
  @Test
  void anOrderWhoseRequestWasNotWrittenIsSentLater() throws Exception {
    var url = TestDatabase.postgresUrl();
    try (var proxy = CuttingProxy.before(url)) {
      var node = node(proxy.url(url));
      var desk = node.desk();
      var job = submitting(desk);

      proxy.cutAfter("COMMIT");
      var thrown = catchThrowable(() -> desk.steps().commitIntent(job));
      // The server commits on, after the connection is cut.
      await().until(() -> ((Submitting) now(node, job).state()).intent() != null);
      proxy.refuseNext(3);
      desk.failures().failed(job, thrown);

      assertThat(now(node, job).state()).isInstanceOf(Queued.class);
    }
  }

  /** What the upstream has said counts, whatever else can be learned from it. */
  @Test
  void anOrderThatWasNotTakenIsQueuedThoughItsUpstreamsLoadIsNotKnown() throws Exception {
    var url = TestDatabase.postgresUrl();
    try (var proxy = CuttingProxy.before(url)) {
      var node = node(proxy.url(url));
      var desk = node.desk();
      var job = submitting(desk);
      desk.steps().commitIntent(job);
      var written = now(node, job);

      proxy.refuseNext(1);
      desk.failures()
          .failed(written, new HttpOperationFailedException("/", 429, "", "", Map.of(), ""));

      assertThat(now(node, job).state()).isInstanceOf(Queued.class);
    }
  }

  private static Job submitting(JobDesk desk) {
    desk.intake().accept(VIDEO, "anna");
    return desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
  }

  private static JobNode node(String url) {
    var source = new DriverManagerDataSource(url);
    var database = new Database(source, source, true);
    return JobNode.start("this-node", database, JobEndListener.NONE, new SettableClock());
  }

  private static Job now(JobNode node, Job job) {
    return node.ledger().queries().findAny(job.id()).orElseThrow();
  }
}
