package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.SettableClock;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.order.Capabilities;
import dev.reelway.order.CapabilitiesBuilder;
import dev.reelway.order.Operation;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.SourceVideo;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.SubmitIntent;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.UpstreamModel;
import dev.reelway.upstream.Upstreams;
import dev.reelway.upstream.WrittenRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where edits and extensions of videos are rendered, and what the upstream is told of the source.
 */
class EditTargetsTest {

  private static final Target PLAIN = new Target("plain", "key", "m");
  private static final Target MAIN = new Target("pair", "main", "m");
  private static final Target SECOND = new Target("pair", "second", "m");
  private static final Target OTHER = new Target("other", "key", "m");
  private static final Target SAFE = new Target("safe", "key", "m");

  /** A remix there is an edit of its source. */
  private static final Capabilities REMIXING =
      CapabilitiesBuilder.any().remixAsEdit(true).outputs(1).build();

  private final SettableClock time = new SettableClock();
  private final TestDatabase store;
  private final Ledger ledger;
  private final TargetPlanner planner;
  private final JobDesk desk;
  private int tasks;

  EditTargetsTest(@TempDir Path home) throws IOException {
    store = TestDatabase.sqlite(home);
    ledger = new Ledger(store.database(), "this-node");
    planner = new TargetPlanner(upstreams(), ledger.queries(), (dialect, verb) -> false, time);
    desk = new JobDesk(ledger, planner, new TestJobSettings().build(), time);
  }

  private static Upstreams upstreams() {
    return new Upstreams(
        List.of(
            upstream("plain", "key"),
            upstream("pair", "main"),
            upstream("pair", "second"),
            upstream("other", "key"),
            new Upstream("safe", "sora", "http://127.0.0.1:1", "key", "k", true)),
        Map.of(
            "all", List.of(PLAIN, OTHER, MAIN, SECOND),
            "pair", List.of(MAIN, SECOND),
            "plain", List.of(PLAIN),
            "other", List.of(OTHER),
            "safe", List.of(SAFE)),
        Map.of(
            new UpstreamModel("pair", "m"), editing(true, true),
            new UpstreamModel("other", "m"), editing(true, false),
            new UpstreamModel("safe", "m"), editing(true, false),
            new UpstreamModel("plain", "m"), REMIXING),
        Map.of());
  }

  private static Upstream upstream(String name, String credential) {
    return new Upstream(name, "sora", "http://127.0.0.1:1", credential, "k", false);
  }

  private static Capabilities editing(boolean edits, boolean extensions) {
    return CapabilitiesBuilder.any().outputs(1).edits(edits).extensions(extensions).build();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @RepeatedTest(5)
  void theAccountThatMadeTheSourceIsAskedFirstAndToldItsTask() {
    var source = rendered("pair");
    var at = source.state().renderTask();

    var edit = submitting(edit("all", Operation.EDIT, source.id()));

    assertThat(at).isNotNull();
    assertThat(edit.submitting().at()).isEqualTo(at.target());
    assertThat(planner.request(edit).at("/source/task").asText()).isEqualTo(at.task());
    assertThat(planner.request(edit).path("operation").asText()).isEqualTo("edit");
    assertThat(planner.request(edit).path("remix_of").isNull()).isTrue();
  }

  /** The upstream has deleted it, which says nothing about other orders. */
  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void aStoredVideoIsSentWhereTheUpstreamHasItNoLonger(int status) {
    var source = rendered("other");
    store(source);
    var edit = submitting(edit("other", Operation.EDIT, source.id()));
    assertThat(planner.request(edit).at("/source/task").asText()).isEqualTo("task_1");

    desk.failures().failed(edit, gone(status));
    assertThat(desk.terms().capacityPlanner().isOpen(OTHER)).isFalse();
    time.passes(Duration.ofMinutes(10));

    var retried = submitting();
    assertThat(retried.submitting().at()).isEqualTo(OTHER);
    assertThat(planner.request(retried).path("source").toString()).isEqualTo("{\"seconds\":8}");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOrderEndsWhoseSourceIsNowhereAnyMore(boolean isWritten) {
    var source = rendered("other");
    var edit = submitting(edit("other", Operation.EDIT, source.id()));

    if (isWritten) {
      desk.steps().commitIntent(edit);
    }
    desk.failures().failed(edit, gone(404));

    assertThat(ledger.queries().findAny(edit.id()).orElseThrow().state())
        .isInstanceOfSatisfying(
            Failed.class,
            failed ->
                assertThat(failed.why())
                    .isEqualTo(
                        new Failure(
                            "source_lost", "The upstream no longer has the source video.")));
  }

  /** Those who remix deleted videos keep nobody else's orders from the upstream. */
  @Test
  void remixesOfADeletedVideoEndAndOpenNoBreaker() {
    var source = rendered("plain");
    store(source);

    for (int i = 0; i < 6; i++) {
      var remix = submitting(remix(source));
      desk.failures().failed(remix, gone(404));
      assertThat(ledger.queries().findAny(remix.id()).orElseThrow().state())
          .isInstanceOf(Failed.class);
    }

    assertThat(desk.terms().capacityPlanner().isOpen(PLAIN)).isFalse();
  }

  private static HttpOperationFailedException gone(int status) {
    return new HttpOperationFailedException("/", status, "Gone", null, Map.of(), null);
  }

  /** With the file instead it would be another request, which the key does not belong to. */
  @Test
  void anEditThatIsSentAgainUnderItsKeyNamesWhatItNamedBefore() {
    var source = rendered("safe");
    store(source);
    var edit = submitting(edit("safe", Operation.EDIT, source.id()));
    var request = planner.request(edit);
    desk.steps().commitIntent(edit);

    desk.failures().failed(held(edit), new SocketTimeoutException());
    time.passes(Duration.ofMinutes(10));

    var again = Claims.of(desk, JobStep.RECOVER, 1).getFirst();
    assertThat(again.attempts()).isEqualTo(1);
    assertThat(planner.request(again).path("source")).isEqualTo(request.path("source"));
  }

  /** Its upstream has repeated no other answer to the key, so that it has none. */
  @Test
  void anEditWhoseAnswerWasLostIsSentAsAFileOnceItsUpstreamSaysThatTheSourceIsGone() {
    var source = rendered("safe");
    store(source);
    var edit = submitting(edit("safe", Operation.EDIT, source.id()));
    assertThat(keySent(edit)).isEqualTo(edit.id());
    desk.failures().failed(held(edit), new SocketTimeoutException());

    desk.failures().failed(sentAgain(), gone(404));
    var again = sentAgain();
    assertThat(again.submitting().unsure()).as("a gateway may say 404").isTrue();
    desk.failures().failed(again, notFound());
    time.passes(Duration.ofMinutes(10));

    var withFile = submitting();
    assertThat(planner.request(withFile).at("/source/task").isMissingNode()).isTrue();
    assertThat(keySent(withFile)).isEqualTo(edit.id() + "-2");
  }

  private Job sentAgain() {
    time.passes(Duration.ofMinutes(1));
    return Claims.of(desk, JobStep.RECOVER, 1).getFirst();
  }

  private static HttpOperationFailedException notFound() {
    var body = "{\"error\": {\"code\": \"video_not_found\", \"message\": \"No such video.\"}}";
    return new HttpOperationFailedException("/", 404, "Not Found", null, Map.of(), body);
  }

  /** The upstream keeps its answer under the key, and refuses another body there. */
  @Test
  void theFileIsSentUnderAKeyOfItsOwnAndAgainUnderTheSameOne() {
    var source = rendered("safe");
    store(source);
    var edit = submitting(edit("safe", Operation.EDIT, source.id()));
    assertThat(keySent(edit)).isEqualTo(edit.id());

    desk.failures().failed(held(edit), gone(404));
    time.passes(Duration.ofMinutes(10));
    var withFile = submitting();
    assertThat(planner.request(withFile).at("/source/task").isMissingNode()).isTrue();
    assertThat(keySent(withFile)).isEqualTo(edit.id() + "-2");

    desk.failures().failed(held(withFile), new SocketTimeoutException());
    time.passes(Duration.ofMinutes(10));
    var again = Claims.of(desk, JobStep.RECOVER, 1).getFirst();
    assertThat(keySent(again)).isEqualTo(edit.id() + "-2");
    assertThat(planner.request(again).path("source"))
        .isEqualTo(planner.request(withFile).path("source"));
  }

  /** A gateway may say so although the upstream has got the order. */
  @Test
  void anOrderIsSentAgainUnderItsKeyToAnUpstreamThatWasAway() {
    var edit = submitting(edit("safe", Operation.EDIT, null));
    assertThat(keySent(edit)).isEqualTo(edit.id());

    desk.failures().failed(held(edit), gone(503));
    time.passes(Duration.ofMinutes(10));

    assertThat(keySent(submitting())).isEqualTo(edit.id());
  }

  private @Nullable String keySent(Job job) {
    desk.steps().beginSubmit(job);
    try {
      return WrittenRequest.key(job.id());
    } finally {
      SubmitIntent.end();
    }
  }

  private Job held(Job job) {
    return Objects.requireNonNull(desk.leases().held(job));
  }

  private void store(Job job) {
    time.passes(Duration.ofMinutes(1));
    var rendering = Claims.of(desk, JobStep.POLL, 1).getFirst();
    desk.steps().polled(rendering, new Report("task_1", Verdict.DONE, 100.0, null, List.of()));
    var rendered = desk.steps().delivering(Claims.of(desk, JobStep.DELIVER, 1).getFirst());
    var file = new Asset("file", "a.mp4", "video/mp4", 1, "00", null);
    assertThat(desk.steps().delivered(rendered, List.of(file))).isTrue();
    assertThat(rendered.id()).isEqualTo(job.id());
  }

  @Test
  void anotherAccountIsSentTheBytes() {
    var source = rendered("plain");

    var edit = submitting(edit("pair", Operation.EXTEND, source.id()));

    var request = planner.request(edit);
    assertThat(request.path("operation").asText()).isEqualTo("extend");
    assertThat(request.path("source").toString()).isEqualTo("{\"seconds\":8}");
    assertThat(request.path("seconds").asInt()).isEqualTo(12);
  }

  /** An upstream that would make something new of the prompt alone is no alternative. */
  @Test
  void noTargetThatCannotEditIsEverTried() {
    var job = desk.intake().accept(edit("all", Operation.EXTEND, null), "anna");

    for (int i = 0; i < 4; i++) {
      var submitting = submitting();
      assertThat(submitting.submitting().at()).isIn(MAIN, SECOND);
      desk.failures().failed(submitting, new ConnectException());
      time.passes(Duration.ofMinutes(10));
    }
    assertThat(planner.targets(job)).containsExactlyInAnyOrder(MAIN, SECOND);
  }

  @Test
  void anOrderWithoutATargetIsRefusedBeforeItIsAJob() {
    var order = edit("plain", Operation.EDIT, null);

    assertThatExceptionOfType(OrderRefused.class)
        .isThrownBy(() -> desk.intake().accept(order, "anna"))
        .withMessage(
            "model must be one that supports edits: they are not available with the model plain");
    assertThat(planner.supports(Operation.EDIT)).isTrue();
  }

  /** Its model has a usual length, and the engine makes another one. */
  @Test
  void aRemixThatEditsItsSourceIsSaidToBeAsLong() {
    var source = rendered("plain");
    var order = remix(source);

    var remix = submitting(order);

    assertThat(planner.request(remix).path("remix_of").asText()).isEqualTo("task_1");
    assertThat(remix.made()).isEqualTo(order.shapedAs((VideoOrder) source.order()));
  }

  /** There may be no such length to order. */
  @Test
  void aRemixOfARemixInheritsTheLengthOfAnEditedVideo() {
    var edited = rendered(edit("other", Operation.EDIT, rendered("other").id()));
    var remix = rendered(like(edited, 8));

    var again = submitting(like(remix, 8));

    assertThat(planner.request(again).path("inherits").toString())
        .isEqualTo("[\"model\",\"seconds\",\"size\"]");
  }

  @Test
  void aRemixOfAnotherSizeOrWithAWatermarkIsAsLongAsItsEditedSource() {
    var edited = rendered(edit("other", Operation.EDIT, rendered("other").id()));

    var turned = submitting(like(edited, 8, "1280x720", false));
    var marked = submitting(like(edited, 8, "720x1280", true));

    assertThat(planner.request(turned).path("inherits").toString())
        .isEqualTo("[\"model\",\"seconds\"]");
    assertThat(planner.request(marked).path("inherits")).hasSize(3);
    var bare = submitting(like(rendered(like(edited, 8, "720x1280", true)), 8));
    assertThat(planner.request(bare).has("inherits")).as("no watermark").isFalse();
  }

  @Test
  void aRemixInheritsNothingThatItNamesOrThatCanBeOrdered() {
    var edited = rendered(edit("other", Operation.EDIT, rendered("other").id()));

    var shorter = submitting(like(edited, 4));
    assertThat(planner.request(shorter).has("inherits")).isFalse();

    var usual = submitting(like(rendered("other"), 8));
    assertThat(planner.request(usual).has("inherits")).isFalse();
  }

  private static VideoOrder like(Job source, int seconds) {
    return like(source, seconds, "720x1280", false);
  }

  private static VideoOrder like(Job source, int seconds, String size, boolean watermark) {
    return new VideoOrder(
        "other", "other", "a dog", size, seconds, false, false, watermark, source.id());
  }

  private Job rendered(String model) {
    return rendered(
        new VideoOrder(model, model, "a cat", "720x1280", 8, false, false, false, null));
  }

  private Job rendered(VideoOrder order) {
    var submitting = submitting(order);
    desk.steps()
        .submitted(
            submitting, new Report("task_" + ++tasks, Verdict.WORKING, null, null, List.of()));
    return ledger.queries().findAny(submitting.id()).orElseThrow();
  }

  private static VideoOrder remix(Job source) {
    return new VideoOrder("plain", "plain", "a dog", "1x1", 4, false, false, false, source.id());
  }

  private Job submitting(VideoOrder order) {
    desk.intake().accept(order, "anna");
    return submitting();
  }

  private Job submitting() {
    return desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
  }

  private static VideoOrder edit(String model, Operation operation, @Nullable String source) {
    var video = new SourceVideo(operation, 8, source, null);
    int seconds = operation == Operation.EXTEND ? 12 : 8;
    return new VideoOrder(
        model,
        model,
        "a dog",
        "720x1280",
        seconds,
        false,
        false,
        false,
        null,
        List.of(),
        video,
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        1,
        Map.of(),
        null);
  }
}
