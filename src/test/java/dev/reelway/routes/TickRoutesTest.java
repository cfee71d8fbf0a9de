package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.Job;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.Removal;
import dev.reelway.job.Remover;
import dev.reelway.job.Ticks;
import dev.reelway.sandbox.Poster;
import dev.reelway.sink.AssetLocation;
import dev.reelway.upstream.Report.Verdict;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.util.UUID;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.support.DefaultConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What ticks in {@code routes/jobs}, and the claims that a tick or a trigger starts. */
class TickRoutesTest extends RouteTest {

  @Autowired Ticks ticks;
  @Autowired Remover remover;

  // claim

  /** One trigger is enough, however many ticks pass while the claim is busy. */
  @ParameterizedTest
  @CsvSource({
    "submit-tick, submit-jobs",
    "recover-tick, recover-jobs",
    "poll-tick, poll-jobs",
    "deliver-tick, deliver-jobs",
    "removals-tick, removals-claim",
    "deliveries-tick, deliveries-claim"
  })
  void everyTickTriggersItsClaim(String tick, String work) throws Exception {
    triggers(work).purgeQueue();

    whileStarted(
        tick,
        () -> {
          tick(tick);
          tick(tick);
        });

    assertThat(triggers(work).getExchanges()).hasSize(1);
    triggers(work).purgeQueue();
  }

  /** What a tick is for a route that was made of a template, which advice could not put back. */
  private void tick(String route) throws Exception {
    var consumer = (DefaultConsumer) camel.getRoute(route).getConsumer();
    var exchange = consumer.createExchange(true);
    consumer.getProcessor().process(exchange);
    assertThat(exchange.getException()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"recover", "poll", "deliver"})
  void aTriggerStartsTheClaimOfAStep(String step) throws Exception {
    var job = jobFor(step);
    var work = advice.mock(step + "-job");

    var done = done(step + "-job");
    whileStarted(step + "-jobs", () -> trigger(step + "-jobs", () -> await(done)));

    assertThat(job(only(work)).id()).isEqualTo(job.id());
    assertThat(only(work).getVariables()).containsOnlyKeys("job");
  }

  @Test
  void aTriggerStartsTheClaimOfRemovals() throws Exception {
    var remove = advice.mock("sink-file-remove");
    // Another class may have had a removal fail, after which the sink gets none for a while.
    remover.done(new Removal(new AssetLocation("file", "none"), 0, 0));
    insertRemoval();

    var done = done("removals-work");
    whileStarted("removals-claim", () -> trigger("removals-claim", () -> await(done)));

    assertThat(only(remove).getVariable("key")).isEqualTo("2026-11-28/video_2.json");
    assertThat(cell("select count(*) from removal")).isEqualTo("0");
  }

  // ticks

  @Test
  void everyTickIsASignOfLife() throws Exception {
    var before = lastTick();

    advice.start("ticks");

    assertThat(lastTick()).isGreaterThan(before);
  }

  // keep

  @Test
  void filesWhoseRetentionHasEndedAreGivenToTheRemovals() throws Exception {
    var over = delivered("a fox whose time is over");
    var kept = delivered("a fox that is kept");
    set(over, "expires_at = 1");

    advice.start("keep-sweep");

    assertThat(removals(over)).isEqualTo("1");
    assertThat(removals(kept)).isEqualTo("0");
    advice.undo();
    advice.start("keep-sweep");
    assertThat(cell("select count(*) from removal")).isEqualTo("1");
  }

  // cancel-unwanted

  @Test
  void theOpenJobsOfACancelledFileAreCancelledAndSoAreTheirRenders() throws Exception {
    var rendering = rendering("a fox of a cancelled file", "render-60");
    var queued = queued("fox", "another fox of that file");
    var other = queued("fox", "a fox of another file");
    insertCancelled("batch_cancelled");
    set(rendering, "batch = 'batch_cancelled', line = 1");
    set(queued, "batch = 'batch_cancelled', line = 2");
    var cancel = advice.mock("upstream-sora-cancel");

    var done = done("cancel-render");
    advice.start("cancel-unwanted");
    await(done);

    assertThat(((Failed) now(rendering).state()).why().code()).isEqualTo("cancelled");
    assertThat(((Failed) now(queued).state()).why().code()).isEqualTo("cancelled");
    assertThat(now(other).state()).isEqualTo(other.state());
    assertThat(only(cancel).getVariable("task")).isEqualTo("render-60");
    assertThat(only(cancel).getVariables()).containsOnlyKeys("job", "upstream", "task");
  }

  // watch

  /** Another process has let a job wait for capacity, and has ended since. */
  @Test
  void aWaitQueueOfAnotherProcessIsLearnedAndTriggersItsSubmits() throws Exception {
    var job = queued("narrow-fox", "a fox that waits for capacity");
    set(job, "wait_queue = 'narrow-fox/key/fox-1'");
    triggers("submit-jobs").purgeQueue();

    advice.start("watch-queues");

    assertThat(triggers("submit-jobs").getExchanges()).hasSize(1);
    triggers("submit-jobs").purgeQueue();
  }

  /** SQLite belongs to one process, which notifies its own clients at each commit. */
  @Test
  void aLedgerOfOneProcessHasNoNewsOfOthers() throws Exception {
    try (var watching =
        workers.accept(video("fox", "a fox that is watched"), LICENCE, null, false)) {
      var first = watching.first();
      set(first, "progress = 50");

      advice.start("watch-others");

      assertThat(watching.first()).isSameAs(first);
    }
  }

  private SedaEndpoint triggers(String work) {
    return camel.getEndpoint("seda:" + work + "?size=1", SedaEndpoint.class);
  }

  /** Sends a trigger as a tick does. */
  private void trigger(String work, Runnable then) {
    producer.sendBody(
        "seda:" + work + "?size=1&discardWhenFull=true&waitForTaskToComplete=Never", null);
    then.run();
  }

  private Job jobFor(String step) throws Exception {
    return switch (step) {
      case "recover" -> lost(failingModel(), "a fox to recover");
      case "poll" -> rendering("a fox to poll", "render-" + UUID.randomUUID());
      default -> rendered("a fox to deliver", "render-" + UUID.randomUUID());
    };
  }

  private Job delivered(String prompt) throws Exception {
    answer(
        advice.mock("upstream-openai-submit"),
        report("render-" + UUID.randomUUID(), Verdict.DONE, "/1.png"));
    advice
        .mock("upstream-openai-fetch")
        .whenAnyExchangeReceived(
            exchange ->
                exchange
                    .getMessage()
                    .setBody(new ByteArrayInputStream(Poster.png(8, 8, Color.CYAN))));
    var job = queuedImages(prompt, 1);
    step("submit");
    assertThat(now(job).state()).isInstanceOf(Delivered.class);
    return job;
  }

  private String lastTick() {
    return String.valueOf(ticks.health().getDetails().get("last"));
  }

  private String removals(Job job) {
    return String.valueOf(
        cell("select count(*) from removal where key like ?", "%" + job.id() + "%"));
  }

  private void insertRemoval() {
    database.write(
        db ->
            db.sql(
                    """
                    insert into removal (sink, key, due, attempts, fence)
                    values ('file', '2026-11-28/video_2.json', 1, 0, 0)
                    """)
                .update());
  }

  private void insertCancelled(String batch) {
    database.write(
        db ->
            db.sql(
                    """
                    insert into batch (id, licence, source, name, created_at, cancelled_at)
                    values (?, 'demo', 'foxes.csv', ?, 1, 1)
                    """)
                .param(batch)
                .param(batch)
                .update());
  }
}
