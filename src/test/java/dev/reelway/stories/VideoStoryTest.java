package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.job.JobQueries;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A prompt goes in, a video comes out; then it is watched, remixed, listed and deleted. */
class VideoStoryTest extends StoryTest {

  private static final String STUDIO = "https://studio.example";

  private static final Pattern METRIC =
      Pattern.compile("\\b(?:reelway|jvm|hikaricp|logback|process)_[a-z_]+");

  @Override
  String[] settings() {
    return new String[] {
      "reelway.api.cors.origins=" + STUDIO,
      "reelway.models.measured[0].upstream=sandbox",
      "reelway.models.measured[0].model=measured",
      "reelway.models.measured[0].price.second=0.25",
      "reelway.models.measured[0].nearest=true",
      "reelway.models.measured[0].can.seconds=1",
      "reelway.models.measured[0].can.sizes=128x72,72x128"
    };
  }

  @Test
  void aPageOfAnAllowedOriginReadsWhateverIsAnswered() throws Exception {
    var id = service.order("A page of a studio");
    service.ended(id);
    var video = "/sora/v1/videos/" + id;

    for (var path :
        List.of(video, video + "/content", video + "/events", "/sora/v1/nothing", "/x")) {
      var request = service.request(path).header("Range", "bytes=1-2");
      var answer = service.send(request.header("Origin", STUDIO));
      var hostile = service.send(request.setHeader("Origin", "https://evil.example"));

      assertThat(answer.headers().allValues("Access-Control-Allow-Origin"))
          .isEqualTo(path.startsWith("/sora") ? List.of(STUDIO) : List.of());
      assertThat(hostile.headers().allValues("Access-Control-Allow-Origin")).isEmpty();
      assertThat(hostile.statusCode()).isEqualTo(answer.statusCode());
    }
  }

  @Test
  void aPromptBecomesAVideoInTheOutbox() throws Exception {
    var id = service.order("A kite over dunes");

    var video = service.ended(id);

    assertThat(video.path("status").asText()).isEqualTo("completed");
    assertThat(video.path("progress").asInt()).isEqualTo(100);
    var stored = Files.readAllBytes(inOutbox(id, "mp4"));
    var sidecar = Service.JSON.readTree(Files.readAllBytes(inOutbox(id, "json")));
    assertThat(sidecar.path("order").path("prompt").asText()).isEqualTo("A kite over dunes");
    assertThat(sidecar.path("upstream").asText()).isEqualTo("sandbox");
    assertThat(sidecar.path("video").path("bytes").asLong()).isEqualTo(stored.length);
    assertThat(sidecar.path("video").path("sha256").asText()).isEqualTo(sha256(stored));
    assertThat(inOutbox(id, "webp")).isNotEmptyFile();
    assertThat(new String(stored, 4, 4, StandardCharsets.ISO_8859_1)).isEqualTo("ftyp");
  }

  @Test
  void whatBecomesOfAVideoIsMeasured() throws Exception {
    var before = service.metrics();
    service.ended(measured("A kite to measure"));
    service.ended(measured("[sandbox:refuse] A kite to measure"));

    var after = service.metrics();
    var made = "kind=\"video\",model=\"measured\"";
    var delivered = made + ",outcome=\"delivered\",upstream=\"sandbox\"";
    assertThat(counted("reelway_jobs_accepted_total{" + made, before, after)).isEqualTo(2);
    assertThat(counted("reelway_jobs_ended_total{" + delivered, before, after)).isOne();
    assertThat(counted("reelway_job_render_seconds_count{" + made, before, after)).isOne();
    assertThat(counted("reelway_job_delivery_seconds_count{" + made, before, after)).isOne();
    var answered =
        "http_server_requests_seconds_count{method=\"POST\",outcome=\"SUCCESS\",status=\"200\",uri=\"/sora/v1/videos\"";
    assertThat(counted(answered, before, after)).isEqualTo(2);
    assertThat(counted("reelway_step_seconds_count{step=\"deliver\"", before, after)).isPositive();
    assertThat(counted("reelway_polls_total{upstream=\"sandbox\"", before, after)).isPositive();
    assertThat(counted("reelway_sink_written_bytes_total{sink=", before, after)).isPositive();
    assertThat(after)
        .contains(
            "reelway_cost_total{currency=\"USD\",model=\"measured\",upstream=\"sandbox\"} 0.25")
        .contains("reelway_jobs_open{stage=\"queued\",upstream=\"none\"}")
        .contains("reelway_jobs_open{stage=\"rendering\",upstream=\"sandbox\"}")
        .contains("reelway_queue_age_seconds{stage=\"waiting\"}")
        .contains("reelway_rendered_age_seconds{upstream=\"sandbox\"}")
        .contains("reelway_jobs_open{stage=\"held\",upstream=\"none\"}")
        .contains("reelway_upstream_open{")
        .contains("reelway_upstream_bound{")
        .doesNotContain("to measure", "demo");
    for (var file : List.of("alerts.yaml", "dashboard.json")) {
      assertThat(named(file))
          .hasSizeGreaterThan(4)
          .allMatch(name -> after.contains("\n" + name + "{") || after.contains("\n" + name + " "));
    }
  }

  /** The metrics that the queries of a file for Prometheus or Grafana are about. */
  private static Set<String> named(String file) throws IOException {
    var text = Files.readString(Path.of("src/deploy/monitoring", file));
    return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  private String measured(String prompt) throws Exception {
    var order = Map.of("prompt", prompt, "model", "measured", "size", "128x72", "seconds", 1);
    return Service.json(service.post("/sora/v1/videos", Service.JSON.writeValueAsString(order)))
        .path("id")
        .asText();
  }

  /** How much a counter has grown, over all of its other tags. */
  private static double counted(String name, String before, String after) {
    return sum(name, after) - sum(name, before);
  }

  private static double sum(String name, String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void aVideoHasAlwaysAllThirteenKeys() throws Exception {
    var id = service.order("Rain on a window");

    var keys = new ArrayList<String>();
    service.video(id).fieldNames().forEachRemaining(keys::add);

    assertThat(keys)
        .contains(
            "id",
            "object",
            "model",
            "status",
            "progress",
            "created_at",
            "completed_at",
            "expires_at",
            "prompt",
            "size",
            "seconds",
            "remixed_from_video_id",
            "error");
    assertThat(service.video(id).path("seconds").isTextual()).isTrue();
  }

  @Test
  void aVideoSaysWhereItIsRenderedAndSinceWhen() throws Exception {
    var waiting = service.order("[sandbox:never] a queue of umbrellas");
    var made = service.ended(service.order("Umbrellas drying"));
    await()
        .atMost(Service.PATIENCE)
        .until(() -> service.video(waiting).path("status").asText().equals("in_progress"));

    var under = service.video(waiting);

    assertThat(under.at("/render/upstream").asText()).isEqualTo("sandbox");
    assertThat(under.at("/render/submitted_at").asLong())
        .isGreaterThanOrEqualTo(under.path("created_at").asLong());
    assertThat(under.at("/render/attempts").isInt()).isTrue();
    assertThat(made.at("/render/rendered_at").asLong())
        .isBetween(made.at("/render/submitted_at").asLong(), made.path("completed_at").asLong());
    assertThat(opened(made.path("thumbnail_url")))
        .isEqualTo(Files.readAllBytes(inOutbox(made.path("id").asText(), "webp")));
    assertThat(made.has("retry_of") || made.has("batch")).isFalse();
  }

  @Test
  void whoFollowsAllVideosSeesEachComeChangeAndGo() throws Exception {
    try (var followed = FollowedVideos.of(service)) {
      var id = service.order("A procession");
      var refused = service.order("[sandbox:refuse] A procession");
      followed.await(id, "video.completed");
      service.send(service.request("/sora/v1/videos/" + id).DELETE());
      followed.await(id, "video.deleted");
      followed.await(refused, "video.failed");

      assertThat(followed.events().getFirst().name()).isEqualTo("ready");
      assertThat(followed.of(id))
          .startsWith("video.created")
          .containsOnlyOnce("video.created", "video.completed", "video.deleted")
          .contains("video.in_progress")
          .endsWith("video.deleted");
      assertThat(followed.hasEnded()).isFalse();
    }
  }

  @Test
  void aVideoIsSentWholeInRangesOrNotAtAll() throws Exception {
    var id = service.order("A slow train");
    service.ended(id);
    var path = "/sora/v1/videos/" + id + "/content";
    var whole = service.bytes(service.request(path));
    var etag = whole.headers().firstValue("ETag").orElseThrow();

    var part = service.bytes(service.request(path).header("Range", "bytes=100-199"));
    var head = service.bytes(service.request(path).HEAD());
    var same = service.bytes(service.request(path).header("If-None-Match", etag));
    var beyond = service.bytes(service.request(path).header("Range", "bytes=999999999-"));
    var changed =
        service.bytes(
            service.request(path).header("Range", "bytes=0-9").header("If-Range", "\"older\""));

    assertThat(whole.body()).isEqualTo(Files.readAllBytes(inOutbox(id, "mp4")));
    assertThat(whole.headers().firstValue("Content-Type")).hasValue("video/mp4");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 100, 200));
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(whole.body().length);
    assertThat(head.body()).isEmpty();
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(changed.body()).hasSameSizeAs(whole.body());
  }

  @Test
  void aVideoThatLiesThereCutIsNotSentAsWhole() throws Exception {
    var id = service.order("A candle");
    service.ended(id);
    var video = inOutbox(id, "mp4");
    var bytes = Files.readAllBytes(video);
    Files.write(video, Arrays.copyOf(bytes, bytes.length - 1));

    var answer = service.get("/sora/v1/videos/" + id + "/content");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(error(answer).path("code").asText()).isEqualTo("storage_away");
  }

  @Test
  void aVideoHasAThumbnail() throws Exception {
    var id = service.order("A lighthouse");
    service.ended(id);

    var thumbnail =
        service.bytes(service.request("/sora/v1/videos/" + id + "/content?variant=thumbnail"));

    assertThat(thumbnail.headers().firstValue("Content-Type")).hasValue("image/webp");
    assertThat(new String(thumbnail.body(), 8, 4, StandardCharsets.ISO_8859_1)).isEqualTo("WEBP");
  }

  @Test
  void imagesOfTheFramesAreMadeOnDemand() throws Exception {
    var id = service.order("A tram");
    service.ended(id);
    var content = "/sora/v1/videos/" + id + "/content?variant=";

    var sheet = service.bytes(service.request(content + "spritesheet"));
    var last = service.bytes(service.request(content + "last_frame"));
    var part = service.bytes(service.request(content + "last_frame").header("Range", "bytes=0-1"));

    var image = ImageIO.read(new ByteArrayInputStream(sheet.body()));
    assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(640, 288);
    assertThat(ImageIO.read(new ByteArrayInputStream(last.body())).getWidth()).isEqualTo(128);
    assertThat(last.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    assertThat(last.headers().firstValue("ETag")).hasValue("\"" + sha256(last.body()) + "\"");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).hasSize(2);
    assertThat(error(service.get(content + "poster")).path("message").asText())
        .isEqualTo("variant must be video, thumbnail, spritesheet or last_frame");
    Files.write(inOutbox(id, "mp4"), new byte[(int) Files.size(inOutbox(id, "mp4"))]);
    assertThat(service.get(content + "spritesheet").statusCode()).isEqualTo(200);
  }

  @Test
  void framesThatCannotBeReadAreNotFound() throws Exception {
    var id = service.order("A broken tram");
    service.ended(id);
    Files.write(inOutbox(id, "mp4"), new byte[(int) Files.size(inOutbox(id, "mp4"))]);

    for (var variant : List.of("spritesheet", "last_frame")) {
      var answer = service.get("/sora/v1/videos/" + id + "/content?variant=" + variant);

      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(error(answer).path("code").asText()).isEqualTo("no_" + variant);
    }
  }

  @Test
  void aVideoThatIsNoLongerInItsSinkHasNoImagesOfItsFrames() throws Exception {
    var id = service.order("A lost tram");
    service.ended(id);
    Files.delete(inOutbox(id, "mp4"));

    for (var variant : List.of("video", "spritesheet", "last_frame")) {
      var answer = service.get("/sora/v1/videos/" + id + "/content?variant=" + variant);

      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(error(answer).path("code").asText()).isEqualTo("content_gone");
    }
  }

  @Test
  void aDeliveredVideoCanBeRemixed() throws Exception {
    var id = service.order("A paper boat");
    service.ended(id);

    var remix =
        Service.json(service.post("/sora/v1/videos/" + id + "/remix", "{\"prompt\":\"at night\"}"));
    var made = service.ended(remix.path("id").asText());

    assertThat(made.path("status").asText()).isEqualTo("completed");
    assertThat(made.path("remixed_from_video_id").asText()).isEqualTo(id);
    assertThat(made.path("prompt").asText()).isEqualTo("at night");
  }

  @Test
  void aFailedVideoIsRetriedAsANewOne() throws Exception {
    var order = "{\"prompt\": \"[sandbox:fail] A boat\", \"metadata\": {\"project\": \"boats\"}}";
    var failed = Service.json(service.post("/sora/v1/videos", order)).path("id").asText();
    assertThat(service.ended(failed).at("/render/may_be_paid").asBoolean(true)).isFalse();

    var again = retried(failed, "");
    var video = Service.json(again);

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(video.path("id").asText()).isNotEqualTo(failed);
    assertThat(video.path("retry_of").asText()).isEqualTo(failed);
    assertThat(video.path("prompt").asText()).isEqualTo("[sandbox:fail] A boat");
    assertThat(video.at("/metadata/project").asText()).isEqualTo("boats");
    assertThat(service.ended(video.path("id").asText()).path("retry_of").asText())
        .isEqualTo(failed);
  }

  @Test
  void aRetryStartsFromTheSameImage() throws Exception {
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(128, 72, BufferedImage.TYPE_INT_RGB), "png", bytes);
    var image = "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    var order = Map.of("prompt", "[sandbox:fail] A boat", "input_reference", image);
    var answer = service.post("/sora/v1/videos", Service.JSON.writeValueAsString(order));
    var failed = Service.json(answer).path("id").asText();
    service.ended(failed);

    var again = Service.json(retried(failed, "")).path("id").asText();

    var jobs = service.bean(JobQueries.class);
    assertThat(jobs.findAny(again).orElseThrow().order().references()).hasSize(1);
    assertThat(jobs.findAny(again).orElseThrow().order())
        .isEqualTo(jobs.findAny(failed).orElseThrow().order());
  }

  @Test
  void onlyAFailedVideoIsRetriedAndNothingElseIsOrderedWithIt() throws Exception {
    var open = service.order("[sandbox:never] A boat");
    var done = service.order("A boat at last");
    service.ended(done);
    var failed = service.order("[sandbox:fail] A boat");
    service.ended(failed);

    for (var id : List.of(open, done)) {
      assertThat(retried(id, "").statusCode()).isEqualTo(409);
      assertThat(error(retried(id, "")).path("code").asText()).isEqualTo("not_failed");
    }
    assertThat(error(retried(failed, "{\"prompt\": \"A ship\"}")).path("message").asText())
        .isEqualTo("prompt must be omitted: a retry repeats the order, and takes accept_cost only");
    assertThat(retried("video_" + "0".repeat(32), "").statusCode()).isEqualTo(404);
  }

  @Test
  void videosAreFoundByTheirPromptAndTheirTime() throws Exception {
    var id = service.order("[sandbox:never] An Albatross over the ICE");
    service.order("[sandbox:never] An albatross at home");
    var second = service.video(id).path("created_at").asLong();
    var list = "/sora/v1/videos?prompt=ice%20albatross";

    assertThat(found(list)).containsExactly(id);
    assertThat(found(list + "&status=failed")).isEmpty();
    assertThat(found(list + "&created_after=" + second)).containsExactly(id);
    assertThat(found(list + "&created_before=" + second)).isEmpty();
    assertThat(found(list + "&created_before=2999-01-01T00:00:00%2B01:00")).containsExactly(id);
    assertThat(found(list + "&batch=batch_1")).isEmpty();
    assertThat(error(service.get("/sora/v1/videos?created_after=soon")).path("message").asText())
        .isEqualTo(
            "created_after must be a time in Unix seconds, or one like 2026-11-29 or"
                + " 2026-11-29T12:00:00Z");
  }

  private List<String> found(String path) throws Exception {
    return Service.json(service.get(path)).path("data").findValuesAsText("id");
  }

  private HttpResponse<String> retried(String id, String json) throws Exception {
    var path = "/sora/v1/videos/" + id + "/retry";
    return json.isEmpty()
        ? service.send(service.request(path).POST(BodyPublishers.noBody()))
        : service.post(path, json);
  }

  @Test
  void aVideoUnderWayCanNeitherBeWatchedNorRemixed() throws Exception {
    var id = service.order("[sandbox:never] waiting");

    var content = service.get("/sora/v1/videos/" + id + "/content");
    var remix = service.post("/sora/v1/videos/" + id + "/remix", "{\"prompt\":\"more\"}");

    assertThat(content.statusCode()).isEqualTo(404);
    assertThat(error(content).path("code").asText()).isEqualTo("video_not_ready");
    assertThat(remix.statusCode()).isEqualTo(400);
    assertThat(error(remix).path("message").asText()).contains("Only a completed video");
  }

  @Test
  void deletingCancelsWhatIsUnderWayAndRemovesWhatIsDone() throws Exception {
    var under = service.order("[sandbox:never] cancelled");
    var done = service.order("A short video");
    service.ended(done);

    for (var id : List.of(under, done)) {
      var answer = service.send(service.request("/sora/v1/videos/" + id).DELETE());

      assertThat(Service.json(answer).path("deleted").asBoolean()).isTrue();
      assertThat(Service.json(answer).path("object").asText()).isEqualTo("video.deleted");
      assertThat(service.get("/sora/v1/videos/" + id).statusCode()).isEqualTo(404);
      assertThat(service.send(service.request("/sora/v1/videos/" + id).DELETE()).statusCode())
          .isEqualTo(404);
      await().atMost(Service.PATIENCE).until(() -> filesOf(id).isEmpty());
    }
  }

  @Test
  void listsArePagedToTheirEnd() throws Exception {
    var made = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      made.add(service.order("[sandbox:never] number " + i));
    }

    var seen = new ArrayList<String>();
    JsonNode page = Service.json(service.get("/sora/v1/videos?limit=2"));
    while (!page.path("data").isEmpty()) {
      page.path("data").forEach(video -> seen.add(video.path("id").asText()));
      var after = page.path("last_id").asText();
      page = Service.json(service.get("/sora/v1/videos?limit=2&after=" + after));
    }

    assertThat(seen).containsAll(made).doesNotHaveDuplicates();
    assertThat(seen).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(page.path("last_id").isNull()).isTrue();
    assertThat(page.path("has_more").asBoolean()).isFalse();
  }

  @Test
  void metadataComesBackAndFindsItsVideos() throws Exception {
    var form = "prompt=[sandbox:never]&model=tiny&size=128x72&seconds=1&metadata[";
    var one = posted("application/x-www-form-urlencoded", form + "Szene%20%F0%9F%A6%8A]=a.[1]");
    var json =
        "{\"prompt\":\"x\",\"model\":\"tiny\",\"size\":\"128x72\",\"seconds\":1,\"metadata\":%s}";
    var other = posted("application/json", json.formatted("{\"Szene 🦊\":\"a.[1]\",\"b\":\"\"}"));
    var id = other.path("id").asText();
    service.ended(id);
    var remix = service.post("/sora/v1/videos/" + id + "/remix", json.formatted("{\"b\":\"c\"}"));
    var raw = "metadata[Szene%20%F0%9F%A6%8A]=a.[1]";
    var wanted = raw.replace("[", "%5B").replace("]", "%5D");

    assertThat(one.path("metadata").toString()).isEqualTo("{\"Szene 🦊\":\"a.[1]\"}");
    assertThat(Service.json(remix).path("metadata").toString()).isEqualTo("{\"b\":\"c\"}");
    var sidecar = Service.JSON.readTree(Files.readAllBytes(inOutbox(id, "json")));
    assertThat(sidecar.at("/order/metadata")).isEqualTo(other.path("metadata"));
    assertThat(listed(wanted)).containsExactly(id, one.path("id").asText());
    assertThat(listed(raw)).containsExactly(id, one.path("id").asText());
    assertThat(listed(wanted + "&status=completed,failed")).containsExactly(id);
    assertThat(listed(wanted + "&status=queued&status=in_progress&status%5B%5D=failed&model=tiny"))
        .containsExactly(one.path("id").asText());
    assertThat(listed(wanted + "&model=sora-2")).isEmpty();
    assertThat(error(service.get("/sora/v1/videos?status=done")).path("message").asText())
        .isEqualTo("status must be one or more of queued, in_progress, completed, failed");
    service.send(service.request("/sora/v1/videos/" + id).DELETE());
    assertThat(listed(wanted)).containsExactly(one.path("id").asText());
  }

  @Test
  void anOrderMayBeForSeveralVideos() throws Exception {
    var json = "{\"prompt\":\"%s\",\"model\":\"tiny\",\"size\":\"128x72\",\"seconds\":1,\"n\":%d}";
    var id = posted("application/json", json.formatted("Three takes", 3)).path("id").asText();
    var video = service.ended(id);
    var content = "/sora/v1/videos/" + id + "/content";
    var outputs = video.path("outputs");

    assertThat(video.path("status").asText()).isEqualTo("completed");
    assertThat(video.has("metadata")).isFalse();
    assertThat(video.path("url")).isEqualTo(outputs.at("/0/url"));
    assertThat(filesOf(id)).hasSize(7);
    var digests = new ArrayList<String>();
    for (int i = 0; i < 3; i++) {
      var bytes = service.bytes(service.request(content + "?index=" + i)).body();
      var thumbnail = service.bytes(service.request(content + "?variant=thumbnail&index=" + i));
      assertThat(outputs.path(i).path("index").asInt()).isEqualTo(i);
      assertThat(outputs.path(i).path("sha256").asText()).isEqualTo(sha256(bytes));
      assertThat(opened(outputs.path(i).path("url"))).isEqualTo(bytes);
      assertThat(opened(outputs.path(i).path("thumbnail_url"))).isEqualTo(thumbnail.body());
      digests.add(sha256(bytes));
    }
    assertThat(digests).doesNotHaveDuplicates();
    assertThat(error(service.get(content + "?index=3")).path("message").asText())
        .isEqualTo("index must be a whole number from 0 to 2");
    var sidecar = Service.JSON.readTree(Files.readAllBytes(inOutbox(id, "json")));
    assertThat(sidecar.path("videos").findValuesAsText("sha256")).containsAll(digests);

    var remix = service.post("/sora/v1/videos/" + id + "/remix", json.formatted("again", 2));
    var second = service.ended(Service.json(remix).path("id").asText());
    assertThat(second.path("outputs")).hasSize(2);

    service.send(service.request("/sora/v1/videos/" + id).DELETE());
    await().atMost(Service.PATIENCE).until(() -> filesOf(id).isEmpty());
  }

  private byte[] opened(JsonNode link) throws Exception {
    var path = java.net.URI.create(link.asText()).getPath();
    return service.bytes(service.bare(path)).body();
  }

  private List<String> listed(String query) throws Exception {
    var page = Service.json(service.get("/sora/v1/videos?" + query));
    var ids = new ArrayList<String>();
    page.path("data").forEach(video -> ids.add(video.path("id").asText()));
    return ids;
  }

  @ParameterizedTest
  @CsvSource({
    "fail, failed, The render failed",
    "refuse, refused, The prompt was blocked by moderation"
  })
  void aFailureIsReportedWithItsReason(String word, String code, String reason) throws Exception {
    var video = service.ended(service.order("[sandbox:%s] a video".formatted(word)));

    assertThat(video.path("status").asText()).isEqualTo("failed");
    assertThat(video.path("error").path("code").asText()).isEqualTo(code);
    assertThat(video.path("error").path("message").asText()).startsWith(reason);
  }

  @ParameterizedTest
  @CsvSource({"flaky", "expired-link"})
  void aFailureDuringTheDownloadIsRetried(String word) throws Exception {
    var video = service.ended(service.order("[sandbox:%s] a video".formatted(word)));

    assertThat(video.path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aFormMeansTheSameAsJson() throws Exception {
    var form = "prompt=two%0Alines&model=sora_video2-landscape&watermark=true";
    var boundary = "xyz";
    var multipart =
        "--xyz\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\ntwo\nlines\r\n"
            + "--xyz\r\nContent-Disposition: form-data; name=\"model\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\nsora_video2-landscape\r\n--xyz--\r\n";

    var one = posted("application/x-www-form-urlencoded", form);
    var other = posted("multipart/form-data; boundary=" + boundary, multipart);

    assertThat(one.path("prompt").asText()).isEqualTo("two\nlines");
    assertThat(other.path("prompt").asText()).isEqualTo("two\nlines");
    assertThat(one.path("size")).isEqualTo(other.path("size"));
    assertThat(one.path("size").asText()).isEqualTo("1280x720");
  }

  /** Longer than Tomcat lets the texts of a form be by itself. */
  @Test
  void aLongDataUrlInAFormIsReadAsAnImage() throws Exception {
    var form =
        "--xyz\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na fox\r\n"
            + "--xyz\r\nContent-Disposition: form-data; name=\"input_reference[image_url]\"\r\n\r\n"
            + "data:image/png;base64,"
            + "A".repeat(3 << 20)
            + "\r\n--xyz--\r\n";

    var refused = posted("multipart/form-data; boundary=xyz", form).path("error");

    assertThat(refused.path("param").asText()).startsWith("input_reference");
  }

  @Test
  void nothingPartialStaysBehind() throws Exception {
    service.ended(service.order("[sandbox:flaky] one more"));

    await()
        .atMost(Service.PATIENCE)
        .until(() -> filesOf("").stream().noneMatch(file -> file.toString().endsWith(".part")));
  }

  private JsonNode posted(String type, String body) throws Exception {
    var request =
        service
            .request("/sora/v1/videos")
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body));
    return Service.json(service.send(request));
  }

  private static JsonNode error(HttpResponse<String> answer) throws IOException {
    return Service.json(answer).path("error");
  }

  private Path inOutbox(String id, String extension) throws IOException {
    return filesOf(id).stream()
        .filter(file -> file.getFileName().toString().equals(id + "." + extension))
        .findFirst()
        .orElseThrow();
  }

  private List<Path> filesOf(String id) throws IOException {
    try (var files = Files.walk(service.home().resolve("outbox"))) {
      return files
          .filter(file -> Files.isRegularFile(file) && file.toString().contains(id))
          .toList();
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
