package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.Job;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.Removal;
import dev.reelway.job.Remover;
import dev.reelway.sandbox.Poster;
import dev.reelway.sink.AssetLocation;
import dev.reelway.sink.FileSink;
import dev.reelway.upstream.Report.Verdict;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.Resource;

/** The way of files: {@code routes/jobs} from the render on, and {@code routes/sinks}. */
class SinkRoutesTest extends RouteTest {

  @Autowired FileSink files;
  @Autowired Remover remover;

  // deliver

  @Test
  void aVideoIsStoredWithItsThumbnailAndItsSidecar() throws Exception {
    var job = rendered("a fox to deliver", "render-20");
    var fetch = advice.mock("upstream-sora-fetch");
    stream(fetch, video());
    stream(advice.mock("upstream-sora-thumbnail"), Poster.png(16, 9, Color.RED));

    step("deliver");

    var stored = delivered(job).first();
    assertThat(files.folder().resolve(stored.key())).hasBinaryContent(video());
    assertThat(stored.thumbnail()).isNotNull();
    assertThat(lying(job))
        .containsExactly(job.id() + ".json", job.id() + ".mp4", job.id() + ".png");
    assertThat(only(fetch).getVariable("task")).isEqualTo("render-20");
  }

  /** The upstream's thumbnail fails, and so does that of a first frame which is none. */
  @Test
  void aVideoIsDeliveredWithoutAThumbnailWhereNoneCanBeMade() throws Exception {
    var job = rendered("a fox without a thumbnail", "render-21");
    stream(advice.mock("upstream-sora-fetch"), video());
    fail(advice.mock("upstream-sora-thumbnail"), status(404, ""));

    step("deliver");

    assertThat(delivered(job).first().thumbnail()).isNull();
    assertThat(lying(job)).containsExactly(job.id() + ".json", job.id() + ".mp4");
  }

  @Test
  void anUpstreamsThumbnailIsPreferredToTheFirstFrame() throws Exception {
    rendered("a fox with a thumbnail", "render-22");
    stream(advice.mock("upstream-sora-fetch"), video());
    stream(advice.mock("upstream-sora-thumbnail"), Poster.png(16, 9, Color.RED));
    var frame = advice.mock("deliver-thumbnail-frame");

    step("deliver");

    assertThat(frame.getReceivedCounter()).isZero();
  }

  @Test
  void everyImageOfAnOrderIsStoredUnderItsOwnKey() throws Exception {
    answer(
        advice.mock("upstream-openai-submit"),
        report("render-23", Verdict.DONE, "/1.png", "/2.png"));
    var fetch = advice.mock("upstream-openai-fetch");
    stream(fetch, Poster.png(8, 8, Color.BLUE));
    var job = queuedImages("two foxes", 2);

    step("submit");

    assertThat(delivered(job).files()).hasSize(2);
    assertThat(lying(job))
        .containsExactly(job.id() + "-2.png", job.id() + ".json", job.id() + ".png");
    assertThat(fetch.getReceivedExchanges())
        .extracting(exchange -> exchange.getVariable("link"))
        .containsExactly("/1.png", "/2.png");
  }

  /** The second of three downloads fails once: the same render is polled and fetched again. */
  @Test
  void aFailedDownloadOfSeveralIsRepeatedWithoutAnotherOrder() throws Exception {
    var three = report("render-41", Verdict.DONE, "/1.mp4", "/2.mp4", "/3.mp4");
    var submit = advice.mock("upstream-sora-submit");
    answer(submit, three);
    var fetch = advice.mock("upstream-sora-fetch");
    var fetched = new AtomicInteger();
    fetch.whenAnyExchangeReceived(
        exchange -> {
          if (fetched.incrementAndGet() == 2) {
            throw status(500, "");
          }
          exchange.getMessage().setBody(new ByteArrayInputStream(video()));
        });
    fail(advice.mock("upstream-sora-thumbnail"), status(404, ""));
    answer(advice.mock("upstream-sora-poll"), three);
    var job = queued("fox", "three foxes");

    for (var step : List.of("submit", "deliver", "poll", "deliver")) {
      due(job);
      step(step);
    }

    assertThat(delivered(job).files()).hasSize(3);
    assertThat(submit.getReceivedCounter()).isEqualTo(1);
    assertThat(fetch.getReceivedExchanges())
        .extracting(exchange -> exchange.getVariable("link"))
        .containsExactly("/1.mp4", "/2.mp4", "/1.mp4", "/2.mp4", "/3.mp4");
    assertThat(lying(job))
        .containsExactly(
            job.id() + "-2.mp4", job.id() + "-3.mp4", job.id() + ".json", job.id() + ".mp4");
  }

  @Test
  void nothingStaysOfSeveralVideosThatAreDeletedOnTheWay() throws Exception {
    answer(
        advice.mock("upstream-sora-submit"), report("render-42", Verdict.DONE, "/1.mp4", "/2.mp4"));
    var job = queued("fox", "two unwanted foxes");
    var ended = "state = 'failed', failure_code = 'cancelled', failure = 'x', owner = null,";
    advice
        .mock("upstream-sora-fetch")
        .whenAnyExchangeReceived(
            exchange -> {
              if ("/2.mp4".equals(exchange.getVariable("link"))) {
                set(job, ended + " fence = fence + 1, deleted_at = 1");
              }
              exchange.getMessage().setBody(new ByteArrayInputStream(video()));
            });
    fail(advice.mock("upstream-sora-thumbnail"), status(404, ""));

    step("submit");
    due(job);
    step("deliver");

    assertThat(lying(job)).contains(job.id() + "-2.mp4");
    removals();
    assertThat(lying(job)).isEmpty();
  }

  @Test
  void aSinkThatFailsIsTriedAgain() throws Exception {
    var job = rendered("a fox the sink refuses", "render-24");
    stream(advice.mock("upstream-sora-fetch"), video());
    fail(advice.mock("sink-file-store"), new IOException("no space"));

    step("deliver");

    assertThat(now(job).state()).isInstanceOf(Rendered.class);
    assertThat(now(job).attempts()).isEqualTo(1);
  }

  /** The error is the body of the route that calls, which rethrows what is no redirect. */
  @Test
  void aFileThatTheUpstreamDoesNotSendIsFetchedAgain() throws Exception {
    var job = rendered("a fox that is not sent", "render-25");
    fail(advice.mock("upstream-sora-fetch"), status(500, ""));
    var store = advice.mock("sink-file-store");

    step("deliver");

    assertThat(now(job).state()).isInstanceOf(Rendered.class);
    assertThat(now(job).attempts()).isEqualTo(1);
    assertThat(store.getReceivedCounter()).isZero();
  }

  @Test
  void aVideoThatIsBrokenIsNotDelivered() throws Exception {
    var job = rendered("a broken fox", "render-26");
    stream(advice.mock("upstream-sora-fetch"), "<html>".getBytes(StandardCharsets.UTF_8));

    step("deliver");

    assertThat(now(job).state()).isInstanceOf(Rendered.class);
    assertThat(lying(job)).isEmpty();
  }

  @Test
  void theNextDeliveryHasNothingOfTheFirst() throws Exception {
    stream(advice.mock("upstream-sora-fetch"), video());
    stream(advice.mock("upstream-sora-thumbnail"), Poster.png(16, 9, Color.RED));
    var first = rendered("a fox with a thumbnail", "render-27");
    step("deliver");
    assertThat(delivered(first).first().thumbnail()).isNotNull();

    advice.undo();
    var fetch = advice.mock("upstream-sora-fetch");
    stream(fetch, video());
    fail(advice.mock("upstream-sora-thumbnail"), status(404, ""));
    var second = rendered("a fox without a thumbnail", "render-28");
    step("deliver");

    assertThat(delivered(second).first().thumbnail()).isNull();
    assertThat(fetch.getReceivedExchanges())
        .allSatisfy(
            exchange ->
                assertThat(exchange.getVariables())
                    .containsEntry("files", List.of())
                    .doesNotContainKeys("thumbnail", "key", "file"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kept", "foreign", "upstream"})
  void aFileIsFetchedFromWhereItLies(String mode) throws Exception {
    var kept = advice.mock("fetch-kept");
    var foreign = advice.mock("fetch-foreign");
    var upstream = advice.mock("fetch-upstream");
    advice.with(
        "fetch-file",
        builder ->
            builder
                .weaveByType(org.apache.camel.model.SetVariableDefinition.class)
                .replace()
                .setVariable("fetchMode")
                .constant(mode));

    producer.sendBody("direct:fetch-file", null);

    assertThat(Map.of("kept", kept, "foreign", foreign, "upstream", upstream))
        .allSatisfy(
            (name, mock) ->
                assertThat(mock.getReceivedCounter()).isEqualTo(name.equals(mode) ? 1 : 0));
  }

  // removals

  @Test
  void aFailedRemovalIsRepeatedWithTheReason() throws Exception {
    var remove = advice.mock("sink-file-remove");
    fail(remove, new IOException("read-only"));
    database.write(
        db ->
            db.sql(
                    """
                    insert into removal (sink, key, due, attempts, fence)
                    values ('file', '2026-11-28/video_1.json', 1, 0, 0)
                    """)
                .update());

    removals();

    assertThat(only(remove).getVariable("key")).isEqualTo("2026-11-28/video_1.json");
    assertThat(cell("select error from removal")).isEqualTo("read-only");
    assertThat(cell("select attempts from removal")).isEqualTo("1");
  }

  private void removals() {
    // After a removal that has failed, the sink gets none for a while.
    remover.done(new Removal(new AssetLocation("file", "none"), 0, 0));
    database.write(db -> db.sql("update removal set due = 1").update());
    var done = done("removals-work");
    remover.start();
    await(done);
  }

  // the verbs of the file sink

  @Test
  void theFileSinkStoresOpensAndRemovesUnderOneKey() throws Exception {
    var key = "2026-11-28/stored.bin";
    producer.send("direct:sink-file-store", exchange -> carry(exchange, key, "bytes"));
    assertThat(files.folder().resolve(key)).hasContent("bytes");

    var opened =
        producer.send("direct:sink-file-open", exchange -> carry(exchange, key, null)).getMessage();
    assertThat(opened.getBody(Resource.class).contentLength()).isEqualTo(5);

    producer.send("direct:sink-file-remove", exchange -> carry(exchange, key, null));
    assertThat(files.folder().resolve(key)).doesNotExist();
  }

  @Test
  void aHeaderOfTheUpstreamDoesNotNameTheFile() {
    var key = "2026-11-28/own.bin";
    producer.send(
        "direct:sink-file-store",
        exchange -> {
          exchange.getMessage().setHeader(Exchange.FILE_NAME, "../elsewhere.bin");
          carry(exchange, key, "bytes");
        });

    assertThat(files.folder().resolve(key)).exists();
    assertThat(files.folder().resolveSibling("elsewhere.bin")).doesNotExist();
  }

  @Test
  void aSinkThatIsNotConfiguredStoresNothing() {
    for (var sink : new String[] {"s3", "sftp"}) {
      var tried =
          producer.send(
              "direct:sink-" + sink + "-store", exchange -> carry(exchange, "a/b.bin", "bytes"));
      assertThat(tried.getException()).as(sink).isNotNull();
    }
  }

  private static void carry(
      Exchange exchange, String key, @org.jspecify.annotations.Nullable Object body) {
    exchange.setVariable("key", key);
    exchange.getMessage().setBody(body);
  }

  private Delivered delivered(Job job) {
    assertThat(now(job).state())
        .as("the state after %s", now(job).history())
        .isInstanceOf(Delivered.class);
    return (Delivered) now(job).state();
  }

  /** The names of a job's files in the sink. */
  private Stream<String> names(Job job) throws IOException {
    try (var all = Files.walk(files.folder())) {
      return all
          .map(Path::getFileName)
          .map(Path::toString)
          .filter(name -> name.startsWith(job.id()))
          .sorted()
          .toList()
          .stream();
    }
  }

  private java.util.List<String> lying(Job job) throws IOException {
    return names(job).toList();
  }

  private static void stream(MockEndpoint mock, byte[] bytes) {
    mock.whenAnyExchangeReceived(
        exchange -> exchange.getMessage().setBody(new ByteArrayInputStream(bytes)));
  }

  /** The smallest file that passes for a video. */
  private static byte[] video() {
    return ByteBuffer.allocate(16 + 8 + 24)
        .put(box("ftyp", 16))
        .put(box("moov", 8))
        .put(box("mdat", 24))
        .array();
  }

  private static byte[] box(String type, int length) {
    return ByteBuffer.allocate(length)
        .putInt(length)
        .put(type.getBytes(StandardCharsets.ISO_8859_1))
        .array();
  }
}
