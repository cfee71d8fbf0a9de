package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;

/** The service listens at the loopback of IPv6 alone. */
class IpV6StoryTest {

  private static final String ADDRESS = "::1";

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void itsSandboxRendersAndItsLinksOpen(@TempDir Path home, CapturedOutput log) throws Exception {
    assumeTrue(hasIpV6(), "This machine has no IPv6.");
    try (var service = Service.start(home, "server.address=" + ADDRESS)) {
      var base = "http://[::1]:%d".formatted(service.port());
      assertThat(log).contains("Page:    %s/".formatted(base), "API:     %s/".formatted(base));

      var id = posted(base, "/videos", "{\"prompt\": \"a crane\", \"model\": \"tiny\"}").path("id");
      var video =
          Awaitility.await()
              .atMost(Service.PATIENCE)
              .until(
                  () -> got(base, "/videos/" + id.asText()),
                  one -> one.path("status").asText().equals("completed"));
      var images = posted(base, "/images/generations", "{\"prompt\": \"a kite\"}");

      for (var link : new String[] {video.path("url").asText(), url(images)}) {
        assertThat(link).startsWith(base);
        assertThat(sent(HttpRequest.newBuilder(URI.create(link))).statusCode()).isEqualTo(200);
      }
    }
  }

  private static String url(JsonNode images) {
    return images.at("/data/0/url").asText();
  }

  private static boolean hasIpV6() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
      return socket.isBound();
    } catch (IOException none) {
      return false;
    }
  }

  private JsonNode got(String base, String path) throws Exception {
    return Service.JSON.readTree(sent(request(base, path)).body());
  }

  private JsonNode posted(String base, String path, String json) throws Exception {
    var request =
        request(base, path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json));
    return Service.JSON.readTree(sent(request).body());
  }

  private static HttpRequest.Builder request(String base, String path) {
    return HttpRequest.newBuilder(URI.create(base + "/sora/v1" + path))
        .header("Authorization", "demo");
  }

  private HttpResponse<String> sent(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
