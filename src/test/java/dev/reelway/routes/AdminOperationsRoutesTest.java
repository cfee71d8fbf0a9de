package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.api.AdminConnector;
import dev.reelway.api.AdminJobs;
import dev.reelway.api.RequestRefused;
import dev.reelway.contracts.LogCapture;
import dev.reelway.job.Job;
import dev.reelway.job.JobEndings;
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
import org.jspecify.annotations.Nullable;
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
  @Autowired JobEndings jobEndings;
  @Autowired AdminJobs adminJobs;

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

  @Test
  void anOpenJobIsListedAndShownWithoutItsPrompt() throws Exception {
    var job = queued("fox", "a secret fox");

    var listed = answer("GET", "/jobs?state=open&order=age&licence=demo&model=fox");
    var shown = (ObjectNode) answer("GET", "/jobs/" + job.id());

    assertThat(listed.path("data")).hasSize(1);
    assertThat((JsonNode) ((ObjectNode) listed.at("/data/0")).without("age"))
        .as("what does not change between two calls")
        .isEqualTo(shown.deepCopy().without("age"));
    assertThat(shown.path("age").asLong()).isNotNegative();
    assertThat(shown.toString()).doesNotContain("secret");
    assertThat(shown.path("state").asText()).isEqualTo("queued");
    assertThat(shown.path("due_at").asLong()).isPositive();
    assertThat(answer("GET", "/jobs?state=failed").path("data")).isEmpty();
    assertThat(error(call("GET", "/jobs/video_0"))).isEqualTo("404 job_not_found");
  }

  @Test
  void anOpenJobIsCancelledOnce(CapturedOutput log) throws Exception {
    var job = queued("fox", "a fox that is not wanted");

    var cancelled = answer("POST", "/jobs/" + job.id() + "/cancel");

    assertThat(cancelled.path("state").asText()).isEqualTo("failed");
    assertThat(cancelled.at("/error/message").asText())
        .isEqualTo("The job was cancelled by the operator.");
    assertThat(error(call("POST", "/jobs/" + job.id() + "/cancel"))).isEqualTo("409 job_ended");
    assertThat(log.getOut()).contains("Job " + job.id() + " was cancelled (by 127.0.0.1)");
  }

  @Test
  void aJobThatEndsBeforeItsCancellationIsRefused() {
    var job = queued("fox", "a fox that its owner does not want either");
    var open = adminJobs.open(job.id());
    jobEndings.cancel(job);
    var ended = jobEndings.cancelByOperator(open);

    assertThatThrownBy(() -> adminJobs.cancelled(job.id(), ended, null))
        .isInstanceOf(RequestRefused.class)
        .hasMessage("Job '%s' has ended (failed) and cannot be cancelled.", job.id());
  }

  @Test
  void aFailedJobIsOrderedAgainForItsLicence() throws Exception {
    var job = queued("fox", "a fox that failed");
    answer("POST", "/jobs/" + job.id() + "/cancel");

    var first = call("POST", "/jobs/" + job.id() + "/retry", "{}", "retry-" + job.id());
    var again = call("POST", "/jobs/" + job.id() + "/retry", "{}", "retry-" + job.id());

    var made = JSON.readTree(first.body());
    assertThat(made.path("retry_of").asText()).isEqualTo(job.id());
    assertThat(made.path("licence").asText()).isEqualTo(LICENCE);
    assertThat(made.path("state").asText()).isEqualTo("queued");
    assertThat(JSON.readTree(again.body()).path("id")).isEqualTo(made.path("id"));
    assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(prompts()).containsExactly("a fox that failed", "a fox that failed");
    assertThat(error(call("POST", "/jobs/" + made.path("id").asText() + "/retry")))
        .isEqualTo("409 not_failed");
  }

  @Test
  void aFailedJobThatMayBePaidIsOrderedAgainOnlyIfThatIsAccepted() throws Exception {
    var job = rendered("a fox that is paid for", "task-paid");
    answer("POST", "/jobs/" + job.id() + "/cancel");

    assertThat(answer("GET", "/jobs/" + job.id()).path("may_be_paid").asBoolean()).isTrue();
    var retry = "/jobs/" + job.id() + "/retry";
    assertThat(error(call("POST", retry))).isEqualTo("409 may_be_paid");
    assertThat(error(call("POST", retry, "{\"accept_cost\": 1}", null)))
        .isEqualTo("400 invalid_value");
    assertThat(error(call("POST", retry, "{\"accept\": true}", null)))
        .isEqualTo("400 unknown_parameter");
    assertThat(call("POST", retry, "{\"accept_cost\": true}", null).statusCode()).isEqualTo(200);
  }

  @Test
  void aDeliveryIsShownWithoutItsUrlAndReplayed() throws Exception {
    var id = "evt_" + "7".repeat(32);
    insert(
        """
        insert into event (id, licence, job, type, created_at)
        values ('%s', 'demo', 'video_7', 'video.failed', 7000)
        """
            .formatted(id));
    insert(
        """
        insert into event_delivery (event, receiver, licence, target, url, state, attempts, fence, log)
        values ('%s', 'order', 'demo', 'demo h', 'https://hooks.example/secret', 'failed', 5, 0,
          '[{"at":9000,"millis":3,"status":500,"failure":"The receiver answered with status 500."}]')
        """
            .formatted(id));

    assertThat(answer("GET", "/events?state=given_up&licence=demo").path("data"))
        .hasToString(
            """
            [{"id":"%s:order","object":"webhook_delivery","event":"%s","type":"video.failed",\
            "job":"video_7","licence":"demo","to":"order","host":"hooks.example",\
            "state":"given_up","attempts":5,"last_attempt_at":9,"last_status":500,\
            "last_error":"The receiver answered with status 500.","next_attempt_at":null,\
            "created_at":7}]\
            """
                .formatted(id, id));
    assertThat(answer("GET", "/events?after=" + id + ":order").path("data")).isEmpty();
    assertThat(answer("POST", "/events/" + id + "/replay").at("/data/0/state").asText())
        .isEqualTo("pending");
    assertThat(answer("GET", "/events?state=given_up").path("data")).isEmpty();
    assertThat(error(call("POST", "/events/evt_0/replay"))).isEqualTo("404 event_not_found");
    assertThat(error(call("GET", "/events?state=lost"))).isEqualTo("400 invalid_value");
  }

  private void insert(String sql) {
    database.write(db -> db.sql(sql).update());
  }

  @Test
  void theOverviewSaysHowTheServiceIsDoing() throws Exception {
    var job = queued("fox", "a fox");
    answer("POST", "/jobs/" + queued("fox", "another fox").id() + "/cancel");

    var overview = answer("GET", "/overview");

    assertThat(overview.path("object").asText()).isEqualTo("overview");
    assertThat(overview.at("/open/queued").asInt()).isEqualTo(1);
    assertThat(overview.path("oldest_open_at").asLong()).isEqualTo(job.created().getEpochSecond());
    assertThat(overview.at("/last_day/failed").asInt()).isEqualTo(1);
    assertThat(overview.at("/throughput/0/failed").asInt()).isEqualTo(1);
    assertThat(overview.at("/latency/jobs").asInt()).isZero();
    assertThat(overview.at("/latency/median_seconds").isNull()).isTrue();
    assertThat(overview.at("/costs/today")).isEmpty();
    assertThat(overview.path("nodes").asInt()).isEqualTo(1);
    assertThat(overview.path("version").asText()).isNotEmpty();
    assertThat(overview.at("/health/storage").asText()).isEqualTo("up");
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
    return CLIENT.send(
        request(path).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> call(String method, String path, String body, @Nullable String key)
      throws Exception {
    var request = request(path).header("Content-Type", "application/json");
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return CLIENT.send(
        request.method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(connector.address().orElseThrow() + "/admin" + path))
        .header("Authorization", "Bearer " + ADMIN_KEY);
  }
}
