package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.api.AdminConnector;
import dev.reelway.contracts.LogCapture;
import dev.reelway.job.Job;
import dev.reelway.upstream.Report.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;

/** What an operator sees and changes under {@code /admin} while the service runs. */
@ExtendWith(LogCapture.class)
class AdminOperationsRoutesTest extends RouteTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @Autowired AdminConnector connector;

  @AfterEach
  void resume() throws Exception {
    call("POST", "/upstreams/fox/resume");
  }

  @Test
  void anUpstreamIsShownWithWhatItHasToDo() throws Exception {
    rendering("a fox that is rendered", "task-shown");

    var shown = (ObjectNode) answer("GET", "/upstreams/fox");
    var all = answer("GET", "/upstreams");

    assertThat(all.path("object").asText()).isEqualTo("list");
    assertThat(all.path("data")).contains(shown);
    assertThat(all.path("has_more").asBoolean()).isFalse();
    assertThat(shown.has("last_error")).isTrue();
    assertThat((JsonNode) shown.without("last_error"))
        .as("whatever failed in other tests")
        .hasToString(
            """
            {"id":"fox","object":"upstream","name":"fox","dialect":"sora","host":"127.0.0.1:9",\
            "state":"ok","paused_at":null,"resting_until":null,"models":["fox"],\
            "targets":[{"credential":"key","model":"fox-1","resting_until":null,\
            "learned_bound":null}],"in_flight":{"submitting":0,"rendering":1,"rendered":0},\
            "waiting":0,"limits":{"at_once":null,"submits_per_minute":null,\
            "polls_per_minute":null},"last_hour":{"completed":0,"failed":0,\
            "median_seconds":null,"costs":[]}}\
            """);
  }

  @Test
  void aPausedUpstreamKeepsItsJobsWaitingUntilItIsResumed(CapturedOutput log) throws Exception {
    var submit = advice.mock("upstream-sora-submit");
    answer(submit, report("task-after-the-pause", Verdict.WORKING));

    var paused = answer("POST", "/upstreams/fox/pause");
    var job = queued("fox", "a fox that waits");
    step("submit");

    assertThat(paused.path("state").asText()).isEqualTo("paused");
    assertThat(paused.path("paused_at").asLong()).isPositive();
    assertThat(answer("GET", "/upstreams/fox").path("waiting").asInt()).isEqualTo(1);
    assertThat(submit.getReceivedExchanges()).isEmpty();
    assertThat(now(job).attempts()).isZero();

    assertThat(answer("POST", "/upstreams/fox/resume").path("state").asText()).isEqualTo("ok");
    step("submit");

    assertThat(only(submit).getVariable("job", Job.class).id()).isEqualTo(job.id());
    assertThat(log.getOut())
        .contains("Upstream fox was paused (by 127.0.0.1)")
        .contains("Upstream fox was resumed (by 127.0.0.1)");
  }

  @Test
  void anUnknownUpstreamIsNotFound() throws Exception {
    for (var path : new String[] {"/upstreams/foxx/pause", "/upstreams/foxx/resume"}) {
      assertThat(error(call("POST", path))).isEqualTo("404 upstream_not_found");
    }
    assertThat(error(call("GET", "/upstreams/foxx"))).isEqualTo("404 upstream_not_found");
  }

  @Test
  void anInboxIsShownWithWhatLiesInIt() throws Exception {
    var folder = Path.of(answer("GET", "/inboxes/hot-folder").path("folder").asText());
    var failed = Files.createDirectories(folder.resolve("failed"));
    Files.writeString(folder.resolve("waits.csv"), "prompt\na fox");
    Files.writeString(failed.resolve("bad.csv"), "");
    Files.writeString(failed.resolve("bad.csv.reason.txt"), "This file is empty.\n");

    var shown = answer("POST", "/inboxes/hot-folder/pause");
    Files.delete(folder.resolve("waits.csv"));
    var resumed = answer("POST", "/inboxes/hot-folder/resume");

    assertThat(shown.path("state").asText()).isEqualTo("paused");
    assertThat(shown.path("waiting").asInt()).isEqualTo(1);
    assertThat(shown.path("failed").asInt()).isEqualTo(1);
    assertThat(shown.at("/last_error/file").asText()).isEqualTo("bad.csv");
    assertThat(shown.at("/last_error/cause").asText()).isEqualTo("This file is empty.");
    assertThat(resumed.path("state").asText()).isEqualTo("ok");
    assertThat(answer("GET", "/inboxes").path("data")).contains(resumed);
    assertThat(error(call("POST", "/inboxes/hot/pause"))).isEqualTo("404 inbox_not_found");
  }

  private static String error(HttpResponse<String> answer) throws IOException {
    return answer.statusCode() + " " + JSON.readTree(answer.body()).at("/error/code").asText();
  }

  private JsonNode answer(String method, String path) throws Exception {
    var answer = call(method, path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> call(String method, String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(connector.address().orElseThrow() + "/admin" + path))
            .header("Authorization", "Bearer " + ADMIN_KEY)
            .method(method, BodyPublishers.noBody());
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }
}
