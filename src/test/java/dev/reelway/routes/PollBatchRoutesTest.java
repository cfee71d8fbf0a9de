package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.LogCapture;
import dev.reelway.job.Job;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.PollBatch;
import dev.reelway.stories.Service;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.ReportPage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

/** {@code routes/jobs/poll-batch}: renders that are polled together, and their policy. */
@ExtendWith(LogCapture.class)
class PollBatchRoutesTest extends RouteTest {

  private MockEndpoint list;
  private MockEndpoint poll;

  @BeforeEach
  void mock() throws Exception {
    list = advice.mock("upstream-sora-list");
    poll = advice.mock("upstream-sora-poll");
  }

  @Test
  void aListIsReadPageByPageUntilEachRenderIsReported() throws Exception {
    var jobs = renderings("paged", 6);
    answerInTurn(
        list,
        new ReportPage(reports("paged", 0, 3, Verdict.DONE), "paged-2"),
        new ReportPage(reports("paged", 3, 6, Verdict.FAILED), null));

    pollTogether();

    assertThat(jobs.subList(0, 3)).allMatch(job -> now(job).state() instanceof Rendered);
    assertThat(jobs.subList(3, 6)).allMatch(job -> now(job).state() instanceof Failed);
    assertThat(list.getReceivedExchanges())
        .extracting(exchange -> exchange.getVariable("after"))
        .containsExactly(null, "paged-2");
    assertThat(list.getReceivedExchanges())
        .allSatisfy(
            exchange ->
                assertThat(exchange.getVariables().keySet())
                    .isSubsetOf("pollBatch", "upstream", "after"));
    assertThat(poll.getReceivedCounter()).isZero();
  }

  @Test
  void aRenderThatTheListDoesNotReportIsPolledAlone() throws Exception {
    var jobs = renderings("gap", 3);
    answer(list, new ReportPage(reports("gap", 0, 2, Verdict.DONE), null));
    pollTogether();

    answer(poll, report("gap-2", Verdict.DONE));
    step("poll");

    assertThat(jobs).allMatch(job -> now(job).state() instanceof Rendered);
    assertThat(only(poll).getVariable("task")).isEqualTo("gap-2");
    assertThat(only(poll).getVariables()).containsOnlyKeys("job", "upstream", "task");
  }

  @Test
  void fewRendersAreNotWorthAList() throws Exception {
    renderings("few", 2);
    answer(poll, report("few-0", Verdict.WORKING));

    var polled = new NotifyBuilder(camel).fromRoute("poll-job").whenDone(2).create();
    workers.start("poll");
    await(polled);

    assertThat(list.getReceivedCounter()).isZero();
  }

  // list-errors

  @Test
  void theRendersOfAListThatFailsArePolledOneByOne(CapturedOutput log) throws Exception {
    var jobs = renderings("failing", 3);
    fail(list, new IOException("no list today"));
    pollTogether();
    assertThat(jobs).allMatch(job -> now(job).state() instanceof Rendering);
    assertThat(jobs).allMatch(job -> now(job).attempts() == 0);
    assertThat(log).containsPattern("The list with video_\\w+ fails: IOException");

    poll.whenAnyExchangeReceived(
        exchange -> exchange.getMessage().setBody(report(task(exchange), Verdict.DONE)));
    Awaitility.await()
        .atMost(Service.PATIENCE)
        .until(
            () -> {
              workers.start("poll");
              return jobs.stream().allMatch(job -> now(job).state() instanceof Rendered);
            });

    assertThat(list.getReceivedCounter()).isEqualTo(1);
  }

  @Test
  void anUpstreamThatAsksForAPauseIsNotPolledUntilThen() throws Exception {
    var jobs = renderings("pause", 3);
    var pause = Map.of("Retry-After", "600");
    fail(list, new HttpOperationFailedException("http://127.0.0.1:9", 429, "", null, pause, ""));
    pollTogether();

    workers.start("poll");

    assertThat(jobs).allMatch(job -> now(job).due().isAfter(job.due().plusSeconds(500)));
    assertThat(list.getReceivedCounter()).isEqualTo(1);
    assertThat(poll.getReceivedCounter()).isZero();
  }

  @Test
  void anErrorOfAListIsSettledLikeAnyFailure() throws Exception {
    var job = renderings("error", 1).getFirst();
    fail(list, new StackOverflowError());

    var done =
        producer.send(
            "direct:poll-batch-list",
            exchange ->
                exchange.setVariable("pollBatch", new PollBatch(List.of(job), null, true, true)));

    assertThat(done.getException()).isNull();
    assertThat(now(job).state()).isInstanceOf(Rendering.class);
  }

  private void pollTogether() throws InterruptedException {
    var done = done("poll-batch-list");
    workers.start("poll");
    await(done);
  }

  private static String task(Exchange exchange) {
    return exchange.getVariable("task", String.class);
  }

  private static List<Report> reports(String tasks, int from, int to, Verdict verdict) {
    var all = new ArrayList<Report>();
    for (int i = from; i < to; i++) {
      all.add(report(tasks + "-" + i, verdict));
    }
    return all;
  }

  /** Due renders at an upstream of their own, whose tasks are counted from 0. */
  private List<Job> renderings(String tasks, int number) throws Exception {
    var submit = advice.mock("upstream-sora-submit");
    var model = failingModel();
    var jobs = new ArrayList<Job>();
    for (int i = 0; i < number; i++) {
      answer(submit, report(tasks + "-" + i, Verdict.WORKING));
      var job = queued(model, "a fox " + i);
      step("submit");
      jobs.add(job);
    }
    jobs.forEach(this::due);
    return jobs.stream().map(this::now).toList();
  }
}
