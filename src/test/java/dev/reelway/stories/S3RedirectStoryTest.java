package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.sink.S3Store;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers are sent to the bucket for the bytes of what lies there. */
class S3RedirectStoryTest extends StoryTest {

  private final S3Store bucket = S3Store.start();
  private final HttpClient stranger = HttpClient.newHttpClient();

  S3RedirectStoryTest() throws Exception {}

  @Override
  String[] settings() {
    return Stream.concat(
            Stream.of(bucket.settings()),
            Stream.of(
                "reelway.sinks.s3.serve=redirect",
                "reelway.sinks.s3.links-valid=3s",
                "reelway.models.tiny_image[0].upstream=sandbox",
                "reelway.models.tiny_image[0].model=sora_image"))
        .toArray(String[]::new);
  }

  @AfterAll
  void stopTheBucket() throws Exception {
    service.close();
    stranger.close();
    bucket.close();
  }

  @Test
  void aVideoIsFetchedFromTheBucketWholeAndInRanges() throws Exception {
    var path = delivered();

    var sent = service.get(path);
    var whole = fetch(link(sent));
    var part = fetch(HttpRequest.newBuilder(link(sent)).header("Range", "bytes=100-199").build());

    assertThat(sent.statusCode()).isEqualTo(302);
    assertThat(sent.body()).isEmpty();
    assertThat(sent.headers().firstValue("Cache-Control")).hasValue("private, no-store");
    assertThat(link(sent).toString()).startsWith(bucket.endpoint() + "/videos/studio/");
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.headers().firstValue("Content-Type")).hasValue("video/mp4");
    assertThat(whole.headers().firstValue("Cache-Control")).hasValue("private, no-cache");
    assertThat(new String(whole.body(), 4, 4, StandardCharsets.ISO_8859_1)).isEqualTo("ftyp");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 100, 200));
  }

  @Test
  void itsHeadIsToldHere() throws Exception {
    var path = delivered();
    int length = fetch(link(service.get(path))).body().length;

    var head = service.bytes(service.request(path).HEAD());

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(length);
    assertThat(head.headers().firstValue("Content-Type")).hasValue("video/mp4");
    var etag = head.headers().firstValue("ETag").orElseThrow();
    assertThat(service.send(service.request(path).header("If-None-Match", etag)).statusCode())
        .isEqualTo(304);
    assertThat(service.send(service.request(path).header("If-None-Match", "\"x\"")).statusCode())
        .isEqualTo(302);
  }

  /** The bucket takes no call that is signed and shows a key as well. */
  @Test
  void anotherReelwayFollowsThereWithoutItsKey(@TempDir Path home) throws Exception {
    var id = service.order("A kite over a river");
    service.ended(id);
    try (var outer =
        Service.start(
            home,
            "reelway.upstreams.inner.dialect=sora",
            "reelway.upstreams.inner.base-url=http://127.0.0.1:" + service.port() + "/sora",
            "reelway.upstreams.inner.key=demo",
            "reelway.models.tiny[0].upstream=inner",
            "reelway.references.private-hosts[0]=127.0.0.1:" + bucket.endpoint().getPort())) {
      var video = outer.ended(outer.order("A kite over a river"));

      assertThat(video.path("status").asText()).isEqualTo("completed");
      var path = "/sora/v1/videos/" + video.path("id").asText() + "/content";
      assertThat(outer.bytes(outer.request(path)).body())
          .isEqualTo(fetch(link(service.get("/sora/v1/videos/" + id + "/content"))).body());
      assertThat(outer.get(path + "?variant=thumbnail").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aThumbnailBearsItsOwnType() throws Exception {
    var image = fetch(link(service.get(delivered() + "?variant=thumbnail")));

    assertThat(image.headers().firstValue("Content-Type")).hasValue("image/webp");
  }

  @Test
  void linksWithoutALicenceLeadThereToo() throws Exception {
    var order = Map.of("prompt", "Two boats", "model", "tiny_image");
    var made =
        Service.json(
            service.post("/sora/v1/images/generations", Service.JSON.writeValueAsString(order)));
    var own = URI.create(made.at("/data/0/url").asText()).getPath();

    var sent = service.send(service.bare(own));

    assertThat(sent.statusCode()).isEqualTo(302);
    var image = fetch(link(sent));
    assertThat(image.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(image.body()).startsWith(0x89, 'P', 'N', 'G');
  }

  /** The browser checks its policy once more where a thumbnail's link leads. */
  @Test
  void aReportMayShowImagesOfTheBucket() throws Exception {
    var form = new Form().field("purpose", "batch");
    form.file("file", "kites.txt", "[sandbox:fail] A kite\n".getBytes(StandardCharsets.UTF_8));
    var upload = service.request("/sora/v1/files").header("Content-Type", Form.TYPE);
    var file = Service.json(service.send(upload.POST(form.whole()))).path("id").asText();
    var batch = Map.of("input_file_id", file, "endpoint", "/v1/videos", "completion_window", "24h");
    var made = service.post("/sora/v1/batches", Service.JSON.writeValueAsString(batch));
    var link = URI.create(Service.json(made).path("report_url").asText());

    var page = service.send(service.bare(link.getRawPath()));

    var images = "img-src 'self' file: http://127.0.0.1:%d %s ";
    var policy = images.formatted(service.port(), bucket.endpoint());
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse("")).contains(policy);
    assertThat(page.body()).contains(policy);
  }

  @Test
  void aLinkOpensNothingElseAndNotForEver() throws Exception {
    var link = link(service.get(delivered()));
    var other = URI.create(link.toString().replaceFirst("\\.mp4\\?", ".json?"));

    assertThat(fetch(other).statusCode()).isEqualTo(403);
    await()
        .atMost(Service.PATIENCE)
        .untilAsserted(() -> assertThat(fetch(link).statusCode()).isEqualTo(403));
  }

  @Test
  void whoMayNotSeeAVideoGetsNoLink() throws Exception {
    var answer = service.send(service.bare(delivered()));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
  }

  private String delivered() throws Exception {
    var id = service.order("A kite over dunes");
    assertThat(service.ended(id).path("status").asText()).isEqualTo("completed");
    return "/sora/v1/videos/" + id + "/content";
  }

  private static URI link(HttpResponse<String> sent) {
    return URI.create(sent.headers().firstValue("Location").orElseThrow());
  }

  private HttpResponse<byte[]> fetch(URI link) throws Exception {
    return fetch(HttpRequest.newBuilder(link).build());
  }

  private HttpResponse<byte[]> fetch(HttpRequest request) throws Exception {
    return stranger.send(request, BodyHandlers.ofByteArray());
  }
}
