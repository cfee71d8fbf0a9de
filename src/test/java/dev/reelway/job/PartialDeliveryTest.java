package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.SettableClock;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import dev.reelway.sink.SinkUnavailable;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.SubmitIntent;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file that cannot be had does not take the others with it that are paid for. */
class PartialDeliveryTest {

  private static final List<String> TWO = List.of("https://a.example/1", "https://a.example/2");
  private static final Asset FILE =
      new Asset("file", "a-2.mp4", "video/mp4", 7, "ab".repeat(32), null);

  private final SettableClock time = new SettableClock();
  private final TestDatabase store;
  private final Ledger ledger;
  private final JobDesk desk;
  private final PartialDelivery partialDelivery;

  PartialDeliveryTest(@TempDir Path home) throws IOException {
    store = TestDatabase.sqlite(home);
    ledger = new Ledger(store.database(), "this-node");
    var upstream = new Upstream("up", "sora", "http://127.0.0.1:1", "key", "k", false);
    var targets = Map.of("m", List.of(new Target("up", "key", "m")));
    var upstreams = new Upstreams(Map.of("up", upstream), targets);
    var planner = new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time);
    desk = new JobDesk(ledger, planner, new TestJobSettings().build(), time);
    partialDelivery = new PartialDelivery(desk.terms());
  }

  @AfterEach
  void close() {
    SubmitIntent.end();
    store.close();
  }

  @Test
  void aFileThatIsRefusedForAnHourIsLeftOut() throws Exception {
    var job = rendered(TWO);
    assertThat(partialDelivery.isAllowed(job)).isFalse();

    time.passes(Duration.ofMinutes(59));
    assertThat(partialDelivery.isAllowed(job)).isFalse();

    time.passes(Duration.ofMinutes(1));
    assertThat(partialDelivery.isAllowed(job)).isTrue();
    assertThat(partialDelivery.delivered(job, answered(404))).isInstanceOf(Exception.class);
    assertThat(partialDelivery.delivered(job, FILE)).isEqualTo(FILE);
    assertThat(partialDelivery.files(job, List.of(answered(404), FILE))).containsExactly(FILE);
  }

  @Test
  void aFileThatMayComeLaterIsWaitedForAlmostUntilTheDeadline() throws Exception {
    var job = rendered(TWO);
    var away = new IOException("Connection reset");

    time.passes(Duration.ofHours(23));
    assertThatThrownBy(() -> partialDelivery.delivered(job, away)).isSameAs(away);
    assertThatThrownBy(() -> partialDelivery.delivered(job, answered(503))).isNotNull();

    time.passes(Duration.ofMinutes(60).minusSeconds(3));
    assertThat(partialDelivery.isAllowed(job)).isTrue();
    assertThat(partialDelivery.delivered(job, away)).isSameAs(away);
  }

  @Test
  void noFileIsLeftOutBecauseOfOurOwnSink() {
    var job = rendered(TWO);
    var own = new SinkUnavailable("The sink is away.", new IOException());
    time.passes(Duration.ofHours(24));

    assertThatThrownBy(() -> partialDelivery.delivered(job, own)).isSameAs(own);
  }

  @Test
  void theOnlyFileIsNeverLeftOut() {
    var job = rendered(TWO.subList(0, 1));
    time.passes(Duration.ofHours(24));

    assertThat(partialDelivery.isAllowed(job)).isFalse();
  }

  @Test
  void aJobWithoutAnyFileFailsForTheFirstReason() {
    var first = answered(404);

    assertThatThrownBy(() -> partialDelivery.files(rendered(TWO), List.of(first, answered(410))))
        .isSameAs(first);
  }

  private static Exception answered(int status) {
    return new HttpOperationFailedException("http://a", status, "", null, Map.of(), "");
  }

  private Job rendered(List<String> links) {
    var order = new VideoOrder("m", "m", "A fox", "1280x720", 8, false, false, false, null);
    desk.intake().accept(order, "anna");
    var job = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
    desk.steps().commitIntent(job);
    desk.steps().submitted(now(job), new Report("t", Verdict.DONE, null, null, links));
    return Claims.of(desk, JobStep.DELIVER, 1).getFirst();
  }

  private Job now(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow();
  }
}
