package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.api.AdminConnector;
import dev.reelway.command.AdminClient;
import dev.reelway.command.LicenceCommand;
import dev.reelway.contracts.LogCapture;
import dev.reelway.licence.LicenceLedger;
import dev.reelway.stories.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.core.env.Environment;

/** The calls under {@code /admin}, over HTTP, and what they mean to the requests of a licence. */
@ExtendWith(LogCapture.class)
class AdminRoutesTest extends RouteTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @Autowired AdminConnector connector;
  @Autowired LicenceLedger ledger;
  @Autowired Environment environment;

  private final String name = "studio-" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void aLicenceIsCreatedAndItsKeyShownOnce() throws Exception {
    var made = create("\"scopes\": [\"videos\"], \"models\": [\"fox\"]");

    assertThat(made.path("key").asText()).matches("rw-[A-Za-z0-9_-]{43}");
    assertThat(made.path("status").asText()).isEqualTo("active");
    var answer = admin("GET", "/" + name, null);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    var shown = json(answer);
    assertThat(shown.has("key")).isFalse();
    assertThat(shown.at("/keys/0/hint").asText())
        .isEqualTo(made.path("key").asText().substring(42));
    assertThat(shown.path("scopes")).hasToString("[\"videos\"]");
    assertThat(api(made, "/v1/videos").statusCode()).isEqualTo(200);
    assertThat(ordersImage(made)).isEqualTo(403);
  }

  @Test
  void eachConnectorKnowsItsOwnPathsOnly() throws Exception {
    var there = HttpRequest.newBuilder(URI.create(base() + "/admin/licences"));
    var here = HttpRequest.newBuilder(URI.create(adminBase() + "/sora/v1/videos"));

    for (var request : Stream.of(there, here).toList()) {
      var answer = send(request.header("Authorization", ADMIN_KEY));
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("unknown_url");
    }
  }

  @Test
  void theUsageIsAReportOrATable() throws Exception {
    var report = json(used("/admin/usage?from=2026-01-01&to=2026-01-31&by=licence,day"));
    assertThat(report)
        .hasToString(
            """
            {"object":"usage_report","from":"2026-01-01","to":"2026-01-31",\
            "by":["licence","day"],"data":[]}\
            """);

    var table = used("/admin/usage.csv?from=2026-01-01&to=2026-01-31&by=model");
    assertThat(table.body()).isEqualTo("model,jobs,failed,seconds,bytes,cost,currency\r\n");
    assertThat(table.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
    assertThat(used("/admin/usage?by=user").statusCode()).isEqualTo(400);
  }

  private HttpResponse<String> used(String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(adminBase() + path));
    return send(request.header("Authorization", ADMIN_KEY));
  }

  @Test
  void aLicenceIsNoAdminKeyAndTheOtherWayRound(CapturedOutput log) throws Exception {
    var made = create("\"scopes\": [\"videos\"]");
    var licences = HttpRequest.newBuilder(URI.create(adminBase() + "/admin/licences"));

    for (int i = 0; i < 3; i++) {
      assertThat(send(licences.setHeader("Authorization", made.path("key").asText())).statusCode())
          .isEqualTo(401);
    }
    assertThat(
            send(HttpRequest.newBuilder(URI.create(base() + "/sora/v1/videos"))
                    .header("Authorization", "Bearer " + ADMIN_KEY))
                .statusCode())
        .isEqualTo(401);
    assertThat(log.getOut().lines().filter(line -> line.contains("without the admin key")))
        .hasSizeLessThan(2);
    assertThat(log.getOut())
        .contains("Licence %s was created with name, scopes (by 127.0.0.1)".formatted(name))
        .doesNotContain(made.path("key").asText())
        .doesNotContain(ADMIN_KEY);
  }

  @Test
  void aPageOfAnotherOriginIsRefusedThoughItHasTheKey() throws Exception {
    var request = HttpRequest.newBuilder(URI.create(adminBase() + "/admin/licences"));
    request.header("Authorization", ADMIN_KEY);

    assertThat(send(request.setHeader("Origin", adminBase())).statusCode()).isEqualTo(200);
    var foreign = send(request.setHeader("Origin", "https://evil.example"));
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(foreign.body()).contains("origin_not_allowed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'name': 'A b', 'scopes': ['videos']}|name|name must have 1 to 64 lower-case",
        "{'name': 'x'}|scopes|scopes must be an array of chat, images or videos.",
        "{'name': 'x', 'scopes': []}|scopes|scopes must be an array of chat, images or videos.",
        "{'name': 'x', 'scope': ['videos']}|scope|scope is not a parameter: did you mean scopes?",
        "{'name': 'x', 'scopes': ['videos'], 'models': ['foxx']}|models|models: foxx is not a model"
            + " here. Did you mean fox?",
        "{'name': 'x', 'scopes': ['videos'], 'limits': {'day': {'job':"
            + " 1}}}|limits.day.job|limits.day.job is not a parameter: did you mean jobs?",
        "{'name': 'x', 'scopes': ['videos'], 'limits': {'day': {'jobs':"
            + " '1'}}}|limits.day.jobs|limits.day.jobs must be a number, or null for none.",
        "{'name': 'x', 'scopes': ['videos'], 'limits': {'day': {'jobs':"
            + " 1.5}}}|limits.day.jobs|limits.day.jobs must be a whole number, or null for none.",
        "{'name': 'x', 'scopes': ['videos'], 'limits': {'day': {'money':"
            + " 1e400}}}|limits.day.money|limits.day.money must be greater than zero",
        "{'name': 'x', 'scopes': ['videos'], 'limits': {'jobs_at_once':"
            + " 0}}|limits.jobs_at_once|limits.jobs_at_once must be greater than zero",
        "{'name': 'x', 'scopes': ['videos'], 'limits': {'jobs_at_once':"
            + " 3000000000}}|limits.jobs_at_once|limits.jobs_at_once must be greater than zero and"
            + " at most 1000000000,",
        "{'name': 'x', 'scopes': ['videos'], 'limits': {'month': {'jobs':"
            + " 1000000000000000000000}}}|limits.month.jobs|limits.month.jobs must be greater than"
            + " zero and at most 1000000000,",
        "{'name': 'x', 'scopes': ['videos'], 'limits': {'day': {'seconds':"
            + " 99999999999999999999}}}|limits.day.seconds|limits.day.seconds must be greater than"
            + " zero and at most 1000000000,",
        "{'name': 'x', 'scopes': ['videos'], 'expires_at': 5}|expires_at|expires_at must be a time"
            + " in the future",
        "{'name': 'x', 'scopes': ['videos'], 'webhook': {'url':"
            + " 'http://10.0.0.1/'}}|webhook.url|webhook.url must be an http or https URL of a"
            + " public host, or of one of reelway.events.private-hosts.",
        "{'name': 'demo', 'scopes': ['videos']}|name|name 'demo' belongs to a licence of the"
            + " configuration."
      })
  void aWrongFieldIsRefusedByItsName(String body, String param, String sentence) throws Exception {
    var answer = admin("POST", "", body.replace('\'', '"'));

    assertThat(answer.statusCode()).isIn(400, 409);
    assertThat(json(answer).at("/error/param").asText()).isEqualTo(param);
    assertThat(json(answer).at("/error/message").asText()).startsWith(sentence);
  }

  @Test
  void aChangeMergesAndNullRemoves() throws Exception {
    create("\"scopes\": [\"videos\"], \"limits\": {\"day\": {\"jobs\": 5, \"money\": 2.50}}");

    var changed =
        json(
            admin(
                "PATCH",
                "/" + name,
                "{\"limits\": {\"day\": {\"jobs\": null}, \"jobs_at_once\": 2}, \"expires_at\":"
                    + " \"2099-01-01T00:00:00Z\"}"));

    assertThat(changed.path("scopes")).hasToString("[\"videos\"]");
    assertThat(changed.at("/limits/day/jobs").isNull()).isTrue();
    assertThat(changed.at("/limits/day/money").decimalValue()).isEqualByComparingTo("2.50");
    assertThat(changed.at("/limits/jobs_at_once").asInt()).isEqualTo(2);
    assertThat(changed.path("expires_at").asLong()).isEqualTo(4_070_908_800L);
  }

  @Test
  void aChangeOfAnotherVersionIsRefused() throws Exception {
    create("\"scopes\": [\"videos\"]");
    var tag = admin("GET", "/" + name, null).headers().firstValue("ETag").orElseThrow();
    var change = "{\"scopes\": [\"images\"]}";

    assertThat(patch(change, tag).statusCode()).isEqualTo(200);
    var late = patch(change, tag);

    assertThat(late.statusCode()).isEqualTo(412);
    assertThat(json(late).at("/error/code").asText()).isEqualTo("precondition_failed");
  }

  private HttpResponse<String> patch(String body, String tag)
      throws IOException, InterruptedException {
    return send(request("PATCH", "/" + name, body).header("If-Match", tag));
  }

  @Test
  void aRepeatedCallMakesNoSecondLicenceAndShowsNoKey() throws Exception {
    var body = "{\"name\": \"%s\", \"scopes\": [\"videos\"]}".formatted(name);
    var first = send(request("POST", "", body).header("Idempotency-Key", name));
    var second = send(request("POST", "", body).header("Idempotency-Key", name));
    var other =
        send(request("POST", "", body.replace("videos", "chat")).header("Idempotency-Key", name));

    assertThat(json(first).has("key")).isTrue();
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(json(second).path("id")).isEqualTo(json(first).path("id"));
    assertThat(json(second).has("key")).isFalse();
    assertThat(json(other).at("/error/code").asText()).isEqualTo("idempotency_key_reused");
  }

  @Test
  void aRotatedKeyWorksAsLongAsTheOverlap() throws Exception {
    var made = create("\"scopes\": [\"videos\"]");
    var rotated = json(admin("POST", "/" + name + "/rotate", null));

    assertThat(api(made, "/v1/videos").statusCode()).isEqualTo(200);
    assertThat(api(rotated, "/v1/videos").statusCode()).isEqualTo(200);
    assertThat(rotated.path("keys")).hasSize(2);

    var last = json(admin("POST", "/" + name + "/rotate", "{\"overlap\": 0}"));
    assertThat(api(made, "/v1/videos").body()).contains("This key was replaced by another one.");
    assertThat(api(rotated, "/v1/videos").statusCode()).isEqualTo(401);
    assertThat(api(last, "/v1/videos").statusCode()).isEqualTo(200);
    assertThat(last.path("keys")).hasSize(1);
  }

  @Test
  void declaredLicencesAreListedAndCannotBeChanged() throws Exception {
    create("\"scopes\": [\"videos\"]");

    var first = json(admin("GET", "?limit=1", null));
    var rest = json(admin("GET", "?after=" + first.path("last_id").asText(), null));

    assertThat(first.at("/data/0/id").asText()).isEqualTo(name);
    assertThat(first.path("has_more").asBoolean()).isTrue();
    assertThat(rest.path("data")).anyMatch(one -> one.path("id").asText().equals("demo"));
    for (var method : Stream.of("PATCH", "DELETE").toList()) {
      var refused = admin(method, "/demo", method.equals("PATCH") ? "{}" : null);
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(json(refused).at("/error/code").asText()).isEqualTo("licence_declared");
    }
  }

  @Test
  void aRevokedLicenceEndsInMidStream() throws Exception {
    var made = create("\"scopes\": [\"videos\", \"images\"]");
    var job = intake.accept(video("fox", "a fox that is watched"), name);
    var stream = listen(made, "/v1/videos/" + job.id() + "/events");
    stream.awaitLine("event: video.queued");
    var all = listen(made, "/v1/videos/events");
    all.awaitLine("event: ready");

    var revoked = json(admin("DELETE", "/" + name, null));

    stream.awaitLine("event: error");
    assertThat(stream.end().get(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .contains("This licence was revoked. Ask the operator for another one.")
        .contains("invalid_api_key");
    assertThat(all.end().get(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .contains("event: error")
        .contains("This licence was revoked. Ask the operator for another one.");
    assertThat(revoked.path("deleted").asBoolean()).isTrue();
    assertThat(api(made, "/v1/videos").statusCode()).isEqualTo(401);
    assertThat(queries.findOwned(job.id(), name)).isPresent();
  }

  @Test
  void aCommandPrintsTheKeyAlone() throws Exception {
    var made = command("licences", "create", "--name", name, "--scopes", "videos", "--models=fox");
    assertThat(made).startsWith("0 rw-").endsWith("\n|");
    var key = made.substring(2, made.length() - 2);
    assertThat(command("licences", "list"))
        .contains(name + "\tactive\tvideos\t-\tledger\n", "demo\tactive");
    assertThat(command("licences", "create", "--name", name, "--scopes", "videos"))
        .isEqualTo(
            "1 |name '%s' belongs to another licence. Choose another name.\n".formatted(name));

    var rotated = command("licences", "rotate", "--name", name, "--overlap", "0s");
    assertThat(rotated).startsWith("0 rw-").doesNotContain(key);
    assertThat(command("licences", "revoke", "--name", name))
        .isEqualTo("0 |Licence %s was revoked.\n".formatted(name));
    assertThat(command("licences", "revoke", "--nam", name))
        .isEqualTo("2 |Unknown option: --nam.\n");
    assertThat(command("licences", "revoke")).isEqualTo("2 |--name is required.\n");
    var usage = "2 |Usage: java -jar reelway.jar licences create";
    assertThat(command("licences", "revolt")).startsWith(usage);
    assertThat(command("licences")).startsWith(usage);
    assertThat(command("licenses", "list")).startsWith(usage);
  }

  /** The exit code, the output, and the error output. */
  private String command(String... arguments) {
    var out = new ByteArrayOutputStream();
    var errors = new ByteArrayOutputStream();
    var client = new AdminClient(URI.create(adminBase()), ADMIN_KEY);
    int code =
        new LicenceCommand(
                () -> client,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8))
            .run(List.of(arguments));
    return "%d %s|%s".formatted(code, out, errors);
  }

  private Listener listen(JsonNode made, String path) {
    var request =
        HttpRequest.newBuilder(URI.create(base() + "/sora" + path))
            .header("Authorization", made.path("key").asText());
    return new Listener(CLIENT.sendAsync(request.build(), BodyHandlers.ofLines()));
  }

  @Test
  void aLicenceOfTheLedgerThatIsDeclaredNowIsListedOnce() throws Exception {
    create("\"scopes\": [\"videos\"]");
    var insert =
        "insert into licence (name, terms, version, created_at)"
            + " select 'demo', terms, 0, created_at from licence where name = ?";
    database.write(db -> db.sql(insert).param(name).update());
    try {
      var ids = new ArrayList<String>();
      var page = json(admin("GET", "?order=asc&limit=1", null));
      while (page.path("has_more").asBoolean() && ids.size() < 99) {
        ids.add(page.path("last_id").asText());
        page = json(admin("GET", "?order=asc&limit=1&after=" + ids.getLast(), null));
      }

      assertThat(ids).contains("demo").doesNotHaveDuplicates();
      assertThat(page.path("last_id").asText()).isEqualTo(name);
    } finally {
      database.write(db -> db.sql("delete from licence where name = 'demo'").update());
    }
  }

  private JsonNode create(String more) throws IOException, InterruptedException {
    var answer = admin("POST", "", "{\"name\": \"%s\", %s}".formatted(name, more));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private HttpResponse<String> api(JsonNode made, String path)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(base() + "/sora" + path))
            .header("Authorization", "Bearer " + made.path("key").asText()));
  }

  private int ordersImage(JsonNode made) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(base() + "/sora/v1/images/generations"))
            .header("Authorization", "Bearer " + made.path("key").asText())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\": \"a fox\"}")))
        .statusCode();
  }

  private HttpResponse<String> admin(String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    return send(request(method, path, body));
  }

  private HttpRequest.Builder request(String method, String path, @Nullable String body) {
    var request =
        HttpRequest.newBuilder(URI.create(adminBase() + "/admin/licences" + path))
            .header("Authorization", "Bearer " + ADMIN_KEY);
    return body == null
        ? request.method(method, BodyPublishers.noBody())
        : request
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  private String base() {
    return "http://127.0.0.1:" + environment.getProperty("server.port");
  }

  private String adminBase() {
    return connector.address().orElseThrow().toString();
  }

  /** Somebody who reads a stream line by line. */
  @SuppressWarnings("JdkObsolete") // Two threads use the text.
  private static final class Listener {

    private final StringBuffer read = new StringBuffer();
    private final CompletableFuture<String> end;

    Listener(CompletableFuture<HttpResponse<Stream<String>>> answer) {
      this.end =
          answer.thenApplyAsync(
              stream -> {
                stream.body().forEach(line -> read.append(line).append('\n'));
                return read.toString();
              });
    }

    void awaitLine(String line) {
      Awaitility.await()
          .atMost(Service.PATIENCE)
          .until(() -> read.toString().contains(line + "\n"));
    }

    CompletableFuture<String> end() {
      return end;
    }
  }
}
