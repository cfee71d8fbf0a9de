package dev.reelway.dialects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.media.Clip;
import dev.reelway.media.Wave;
import dev.reelway.sandbox.Poster;
import dev.reelway.sink.Signed;
import dev.reelway.stories.Form;
import dev.reelway.stories.Service;
import java.awt.Color;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.AutoCloseableSoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole service makes videos at upstreams that take nothing but their own protocol. */
@Order(1)
@TestInstance(Lifecycle.PER_CLASS)
class DialectStoryTest {

  private final List<Fixture> fixtures;
  private Service service;

  DialectStoryTest() throws IOException {
    fixtures = Fixture.ofEveryDialect();
  }

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    var settings =
        Stream.concat(
            Stream.of(
                "reelway.references.private-hosts[0]=127.0.0.1",
                "reelway.public-url=http://127.0.0.1:4711",
                "reelway.upstreams.sora.can.reference-audios=1",
                "reelway.models.either[0].upstream=runway",
                "reelway.models.either[0].model=gen4.5",
                "reelway.models.either[1].upstream=ark",
                "reelway.models.either[1].model=doubao-seedance-2-0-260128"),
            fixtures.stream().flatMap(Fixture::settings));
    service = Service.start(home, settings.toArray(String[]::new));
  }

  @AfterAll
  void stop() {
    service.close();
    fixtures.forEach(Fixture::close);
  }

  @AfterEach
  void noDialectViolatedItsProtocol() {
    assertThat(fixtures.stream().flatMap(one -> one.violations().stream())).isEmpty();
  }

  Stream<Fixture> makersOfImages() {
    return fixtures.stream().filter(one -> one.imageModel() != null);
  }

  Stream<Fixture> makersOfRemixes() {
    return makersOfImages().filter(Fixture::remixes);
  }

  Stream<Fixture> thoseWhoCancel() {
    return fixtures.stream().filter(Fixture::cancels);
  }

  Stream<Fixture> makersOfVideosOnly() {
    return fixtures.stream().filter(one -> one.imageModel() == null);
  }

  @Test
  void everyDialectHasAnUpstreamThatIsStrict() throws IOException {
    try (var files = Files.list(Path.of("routes/upstreams"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".camel.yaml", "")))
          .containsExactlyInAnyOrderElementsOf(fixtures.stream().map(Fixture::dialect).toList());
    }
  }

  @Test
  void videosComeOutAsTheirUpstreamsMadeThem() throws Exception {
    madeEverywhere(Fault.NONE, Map.of());
  }

  @Test
  void videosMayStartFromAnImage() throws Exception {
    var png = Poster.png(64, 36, Color.RED);

    madeEverywhere(Fault.NONE, Map.of("input_reference", link(png)));

    for (var upstream : fixtures) {
      assertThat(upstream.lastOrder().body().contains(upstream.written(png)))
          .as(upstream.dialect())
          .isTrue();
    }
  }

  /** The first target of the model takes none of them, so that the second one gets the order. */
  @Test
  void aVideoMayReferToVideosAndAudioFiles(@TempDir Path folder) throws Exception {
    var mp4 = Files.readAllBytes(Clip.write(folder.resolve("clip.mp4"), 160, 96, ""));
    var wav = Base64.getEncoder().encodeToString(Wave.silence(2));
    var ark = fixture("ark");
    ark.play(Fault.NONE);
    var order =
        Map.of(
            "prompt", "a fox in the snow",
            "model", "either",
            "seconds", 7,
            "aspect_ratio", "adaptive",
            "resolution", "480p",
            "reference_videos", "data:video/mp4;base64," + Base64.getEncoder().encodeToString(mp4),
            "reference_audios", List.of(uploaded(Wave.silence(2)), "data:audio/wav;base64," + wav));

    var answer = Service.json(service.post("/sora/v1/videos", json(order)));
    var video = service.ended(answer.path("id").asText());

    assertThat(video.path("status").asText()).as(video.toString()).isEqualTo("completed");
    var sent = ark.lastOrder().said();
    var link = sent.at("/content/1/video_url/url").asText();
    assertThat(sent.path("ratio").asText()).isEqualTo("adaptive");
    assertThat(sent.path("resolution").asText()).isEqualTo("480p");
    assertThat(sent.at("/content/2/audio_url/url").asText()).endsWith(wav);
    assertThat(sent.at("/content/3/audio_url/url").asText()).endsWith(wav);
    assertThat(link).startsWith("http://127.0.0.1:4711/sora/media/").endsWith(".mp4");
    var opened = service.bytes(service.request(URI.create(link).getPath()));
    assertThat(opened.body()).isEqualTo(mp4);
    assertThat(opened.headers().firstValue("Content-Type")).hasValue("video/mp4");
  }

  /** An upload is stored without its type. */
  @Test
  void aFileThatWasUploadedIsSentAsWhatItIs() throws Exception {
    var sora = fixture("sora");
    sora.play(Fault.NONE);
    var sound = uploaded(Wave.silence(3));
    var order =
        Map.of("prompt", "a fox", "model", "sora", "seconds", 10, "reference_audios", sound);

    var answer = Service.json(service.post("/sora/v1/videos", json(order)));
    var video = service.ended(answer.path("id").asText());

    assertThat(video.path("status").asText()).as(video.toString()).isEqualTo("completed");
    assertThat(sora.lastOrder().said().at("/reference_audio/type").asText()).isEqualTo("audio/wav");
  }

  private String uploaded(byte[] wav) throws Exception {
    var form = new Form().field("purpose", "user_data").file("file", "wave.wav", wav);
    var call = service.request("/sora/v1/files").header("Content-Type", Form.TYPE);
    return Service.json(service.send(call.POST(form.whole()))).path("id").asText();
  }

  /** Of its first frame, also where the upstream's own is no image; fixtures have no such one. */
  @Test
  void everyVideoGetsAThumbnail(@TempDir Path folder) throws Exception {
    var video = Files.readAllBytes(Clip.write(folder.resolve("clip.mp4"), 640, 360, ""));
    var jobs = new LinkedHashMap<Fixture, String>();
    for (var upstream : fixtures) {
      upstream.play(Fault.NONE);
      upstream.cdn().renders(video);
      jobs.put(upstream, ordered(upstream, Map.of()));
    }
    for (var job : jobs.entrySet()) {
      var thumbnail = thumbnail(service.ended(job.getValue()));

      assertThat(thumbnail.statusCode()).as(job.getKey().dialect()).isEqualTo(200);
      assertThat(thumbnail.headers().firstValue("Content-Type")).hasValue("image/webp");
      assertThat(Clip.read(thumbnail.body()).getWidth()).isEqualTo(480);
      assertThat(sidecar(job.getValue()).at("/video/thumbnail/key").asText())
          .endsWith(job.getValue() + ".webp");
    }
  }

  @Test
  void aVideoWithoutAFrameIsDeliveredWithoutAThumbnail() throws Exception {
    var upstream = fixtures.stream().filter(one -> one.dialect().equals("veo")).findFirst();
    upstream.orElseThrow().play(Fault.NONE);
    upstream.orElseThrow().cdn().renders(new Cdn("no key").video());

    var video = service.ended(ordered(upstream.orElseThrow(), Map.of()));

    assertThat(video.path("status").asText()).isEqualTo("completed");
    assertThat(Call.JSON.readTree(thumbnail(video).body()).at("/error/code").asText())
        .isEqualTo("no_thumbnail");
  }

  private HttpResponse<byte[]> thumbnail(JsonNode video) throws Exception {
    var path = "/sora/v1/videos/" + video.path("id").asText() + "/content?variant=thumbnail";
    return service.bytes(service.request(path));
  }

  private JsonNode sidecar(String job) throws IOException {
    return Call.JSON.readTree(stored(job + ".json").toFile());
  }

  private Path stored(String name) throws IOException {
    try (var files = Files.walk(service.home().resolve("outbox"))) {
      return files.filter(one -> one.endsWith(name)).findFirst().orElseThrow();
    }
  }

  /** First with a list that tells of them, then with one that fails. */
  @ParameterizedTest
  @ValueSource(strings = {"ark", "sora"})
  void manyVideosAreAskedAfterByTheList(String dialect) throws Exception {
    var upstream = fixture(dialect);
    for (var fault : List.of(Fault.NONE, Fault.STORM)) {
      upstream.play(fault);
      upstream.endNoneUntilListed();
      var jobs = new ArrayList<String>();
      for (int i = 0; i < 6; i++) {
        jobs.add(ordered(upstream, Map.of()));
      }

      for (var job : jobs) {
        assertThat(video(service.ended(job))).isEqualTo(upstream.video());
      }
      assertThat(upstream.listings()).isPositive();
      assertThat(upstream.orders()).isEqualTo(6);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("makersOfRemixes")
  void aVideoMayStartFromAnother(Fixture upstream) throws Exception {
    upstream.play(Fault.NONE);
    var first = service.ended(ordered(upstream, Map.of())).path("id").asText();

    var path = "/sora/v1/videos/" + first + "/remix";
    var remix = service.post(path, json(Map.of("prompt", "the same at night")));
    var video = service.ended(Service.json(remix).path("id").asText());

    assertThat(video.path("status").asText()).isEqualTo("completed");
    assertThat(upstream.lastOrder().path()).endsWith("/remix");
    assertThat(video(video)).isEqualTo(upstream.video());
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("makersOfImages")
  void imagesComeOutAsTheirUpstreamMadeThem(Fixture upstream) throws Exception {
    upstream.play(Fault.NONE);

    var answer = images(upstream, "generations", Map.of("n", 2));

    assertThat(images(answer)).containsExactly(upstream.image(), upstream.image());
    assertThat(upstream.orders()).isEqualTo(1);
  }

  @Test
  void whatAnEngineHasSignedArrivesByteForByte() throws Exception {
    for (var upstream : List.of(fixture("ark"), fixture("sora"))) {
      upstream.play(Fault.NONE);
      upstream.cdn().renders(Signed.mp4());
      var job = ordered(upstream, Map.of());

      var video = service.ended(job);

      assertThat(video(video)).as(upstream.dialect()).isEqualTo(Signed.mp4());
      assertThat(Files.readAllBytes(stored(job + ".mp4"))).isEqualTo(Signed.mp4());
      assertThat(sidecar(job).at("/ai_generated/engine").asText()).isEqualTo(upstream.dialect());
    }
    for (var upstream : makersOfImages().toList()) {
      var before = upstream.image();
      upstream.play(Fault.NONE);
      upstream.paints(Signed.png());

      var answer = images(upstream, "generations", Map.of());
      upstream.paints(before);

      assertThat(images(answer)).as(upstream.dialect()).containsExactly(Signed.png());
      assertThat(Files.readAllBytes(stored(answer.path("id").asText() + ".png")))
          .isEqualTo(Signed.png());
    }
  }

  @Test
  void whatAnUpstreamSaysOfItsImagesIsAnsweredEachTime() throws Exception {
    var upstream = fixture("openai");
    upstream.play(Fault.NONE);

    var answer = images(upstream, "generations", Map.of());
    var id = answer.path("id").asText();

    assertThat(answer.path("usage").toString())
        .isEqualTo(
            "{\"input_tokens\":5,\"output_tokens\":7,\"total_tokens\":12,"
                + "\"input_tokens_details\":{\"text_tokens\":2,\"image_tokens\":3}}");
    assertThat(answer.path("background").asText()).isEqualTo("opaque");
    assertThat(answer.path("quality").asText()).isEqualTo("high");
    assertThat(answer.path("size").asText()).isEqualTo("1024x1024");
    assertThat(answer.path("output_format").asText()).isEqualTo("png");
    for (var more : List.of("?response_format=b64_json", "?stream=true", "")) {
      assertThat(service.get("/sora/v1/images/" + id + more).body())
          .contains("\"usage\":" + answer.path("usage"))
          .contains("\"quality\":\"high\"");
    }
  }

  private Fixture fixture(String dialect) {
    return fixtures.stream().filter(one -> one.dialect().equals(dialect)).findFirst().orElseThrow();
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("makersOfImages")
  void anImageMayStartFromAnother(Fixture upstream) throws Exception {
    upstream.play(Fault.NONE);
    var png = Poster.png(64, 36, Color.RED);

    var answer = images(upstream, "edits", Map.of("image", link(png)));

    assertThat(images(answer)).containsExactly(upstream.image());
    assertThat(upstream.lastOrder().body().contains(upstream.written(png))).isTrue();
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("makersOfVideosOnly")
  void imagesAreNotOrderedWithoutATarget(Fixture upstream) throws Exception {
    upstream.play(Fault.NONE);
    var order = Map.of("prompt", "a fox in the snow", "model", upstream.dialect());

    var answer = service.post("/sora/v1/images/generations", json(order));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Service.json(answer).at("/error/code").asText()).isEqualTo("refused");
    assertThat(Service.json(answer).at("/error/message").asText())
        .isIn("This upstream makes no images.", "This upstream makes new videos only.");
    assertThat(upstream.orders()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"NONE", "ENDLESS"})
  void noFailureMakesASecondVideo(Fault fault) throws Exception {
    madeEverywhere(fault, Map.of());
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("thoseWhoCancel")
  void theRenderOfADeletedVideoIsCancelledOnce(Fixture upstream) throws Exception {
    upstream.play(Fault.ENDLESS);
    var job = underWay(upstream);

    assertThat(delete(job).statusCode()).isEqualTo(200);

    await().atMost(Service.PATIENCE).until(() -> !upstream.cancelled().isEmpty());
    assertThat(delete(job).statusCode()).isEqualTo(404);
    assertThat(upstream.cancelled()).containsExactly(upstream.lastTask());
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("thoseWhoCancel")
  void theVideoOfADeletedVideoStaysWhereItWasMade(Fixture upstream) throws Exception {
    upstream.play(Fault.NONE);
    var job = ordered(upstream, Map.of());
    service.ended(job);
    var deleted = delete(job);
    upstream.play(Fault.ENDLESS);
    var other = underWay(upstream);

    delete(other);

    await().atMost(Service.PATIENCE).until(() -> !upstream.cancelled().isEmpty());
    assertThat(deleted.statusCode()).isEqualTo(200);
    assertThat(upstream.cancelled()).containsExactly(upstream.lastTask());
  }

  @Test
  void everyDialectThatCancelsHasAnUpstreamThatDoes() throws IOException {
    for (var one : fixtures) {
      var routes = Files.readString(Path.of("routes/upstreams", one.dialect() + ".camel.yaml"));
      assertThat(routes.contains("id: upstream-%s-cancel\n".formatted(one.dialect())))
          .as(one.dialect())
          .isEqualTo(one.cancels());
    }
  }

  private String underWay(Fixture upstream) throws Exception {
    var job = ordered(upstream, Map.of());
    await()
        .atMost(Service.PATIENCE)
        .until(() -> service.video(job).path("status").asText().equals("in_progress"));
    return job;
  }

  private HttpResponse<String> delete(String job) throws Exception {
    return service.send(service.request("/sora/v1/videos/" + job).DELETE());
  }

  /** All upstreams at once, as most of the time is spent waiting for the next question. */
  private void madeEverywhere(Fault fault, Map<String, Object> more) throws Exception {
    var jobs = new LinkedHashMap<Fixture, String>();
    for (var upstream : fixtures) {
      upstream.play(fault);
      jobs.put(upstream, ordered(upstream, more));
    }
    try (var all = new AutoCloseableSoftAssertions()) {
      for (var job : jobs.entrySet()) {
        var upstream = job.getKey();
        var video = service.ended(job.getValue());

        var end = video.path("error").path("code").asText(video.path("status").asText());
        all.assertThat(end).as(upstream.dialect()).isEqualTo(endAfter(fault, upstream));
        all.assertThat(upstream.orders())
            .as(upstream.dialect())
            .isEqualTo(fault == Fault.BUSY ? 2 : 1);
        if (end.equals("completed")) {
          all.assertThat(video(video)).as(upstream.dialect()).isEqualTo(upstream.video());
        }
      }
    }
  }

  private static String endAfter(Fault fault, Fixture upstream) {
    return switch (fault) {
      case NONE, PAGE_LATER, UNKNOWN_STATUS, ODD_PROGRESS, BUSY, STORM, CUT, EXPIRED -> "completed";
      case LOST -> upstream.forgets() ? "submit_unknown" : "completed";
      case RESET -> upstream.lists() ? "completed" : "submit_unknown";
      case NO_LINK -> upstream.keepsVideos() ? "completed" : "failed";
      // What a chat has come to, nobody can tell who has not heard its end.
      case PAGE, NO_ID -> upstream.isChat() ? "submit_unknown" : "unusable_answer";
      case ERROR_IN_200, FAILED -> "failed";
      case REFUSED -> upstream.moderates() ? "refused" : "failed";
      case ENDLESS -> "timed_out";
    };
  }

  private String ordered(Fixture upstream, Map<String, Object> more) throws Exception {
    var order = new HashMap<>(more);
    order.put("prompt", "a fox in the snow");
    order.put("model", upstream.dialect());
    order.put("size", "1280x720");
    order.put("seconds", upstream.seconds());
    var answer = service.post("/sora/v1/videos", json(order));
    return Service.json(answer).path("id").asText();
  }

  private byte[] video(JsonNode video) throws Exception {
    var path = "/sora/v1/videos/" + video.path("id").asText() + "/content";
    return service.bytes(service.request(path)).body();
  }

  private JsonNode images(Fixture upstream, String call, Map<String, Object> more)
      throws Exception {
    var order = new HashMap<>(more);
    order.put("prompt", "a fox in the snow");
    order.put("model", upstream.dialect() + "-image");
    order.put("response_format", "b64_json");
    return Service.json(service.post("/sora/v1/images/" + call, json(order)));
  }

  private static List<byte[]> images(JsonNode answer) {
    return answer.path("data").findValuesAsText("b64_json").stream()
        .map(Base64.getDecoder()::decode)
        .toList();
  }

  private static String link(byte[] png) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }

  private static String json(Map<String, ?> order) throws IOException {
    return Call.JSON.writeValueAsString(order);
  }
}
