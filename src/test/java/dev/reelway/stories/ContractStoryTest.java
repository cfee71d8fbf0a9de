package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.Contract;
import dev.reelway.contracts.RecordingProxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What passes between a caller and the service is what the served description says. */
class ContractStoryTest extends SharedStoryTest {

  private static final String VIDEOS = "/sora/v1/videos";

  private final HttpClient client = HttpClient.newHttpClient();
  private RecordingProxy proxy;
  private Contract contract;

  @BeforeEach
  void record() throws Exception {
    proxy = RecordingProxy.before(service.port());
    contract = Contract.of(service.send(service.bare("/sora/openapi.yaml")).body());
  }

  @AfterEach
  void forget() throws IOException {
    proxy.close();
  }

  @Test
  void theLifeOfAVideoKeepsTheContract() throws Exception {
    var order =
        "{\"prompt\": \"A kite\", \"model\": \"tiny\", \"size\": \"128x72\", \"seconds\": 1}";
    var id = Service.json(posted(VIDEOS, "application/json", order)).path("id").asText();
    var video = VIDEOS + "/" + id;
    service.ended(id);

    send(to(video));
    send(to(video + "/content"));
    send(to(video + "/content?variant=thumbnail").header("Range", "bytes=0-9"));
    send(to(video + "/content").header("Range", "bytes=999999999-"));
    send(to(video + "/content").HEAD());
    posted(video + "/remix", "application/x-www-form-urlencoded", "prompt=at+night");
    send(to(VIDEOS + "?limit=1&order=asc"));
    send(to(video).DELETE());
    send(to(video));

    assertThat(contract.breaches(proxy.passed())).isEmpty();
    assertThat(contract.unexercised(proxy.passed()))
        .doesNotContain("createVideo", "retrieveVideo", "listVideos", "deleteVideo")
        .doesNotContain("videoContent", "videoContentHead", "remixVideo");
  }

  @Test
  void whatIsRefusedIsRefusedAsTheContractSays() throws Exception {
    posted(VIDEOS, "application/json", "{}");
    posted(VIDEOS, "text/plain", "A kite");
    send(to(VIDEOS + "?limit=-1"));
    send(to(VIDEOS + "/video_1"));
    send(HttpRequest.newBuilder(to("/sora/v1/models").build().uri()));

    assertThat(proxy.passed())
        .extracting(one -> one.answer().status())
        .containsExactlyInAnyOrder(400, 415, 400, 404, 401);
    assertThat(contract.breaches(proxy.passed())).isEmpty();
  }

  @Test
  void modelsAndDocsKeepTheContract() throws Exception {
    for (var path :
        new String[] {"/", "/v1/models", "/openapi.yaml", "/docs", "/docs/reelway.svg"}) {
      var etag = send(to("/sora" + path)).headers().firstValue("ETag").orElse("none");
      send(to("/sora" + path).header("If-None-Match", etag));
    }

    assertThat(contract.breaches(proxy.passed())).isEmpty();
  }

  private HttpResponse<String> posted(String path, String type, String body) throws Exception {
    return send(to(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + path))
        .header("Authorization", "demo");
  }
}
