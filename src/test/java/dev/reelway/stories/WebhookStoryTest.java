package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.Headers;
import com.openai.errors.BadRequestException;
import com.openai.errors.InvalidWebhookSignatureException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.webhooks.UnwrapWebhookEvent;
import com.openai.models.webhooks.WebhookCreateParams;
import com.openai.models.webhooks.WebhookEndpoint;
import com.openai.models.webhooks.WebhookEndpointTestResult;
import com.openai.models.webhooks.WebhookEndpointWithSecret;
import com.openai.models.webhooks.WebhookListParams;
import com.openai.models.webhooks.WebhookRotateSecretParams;
import com.openai.models.webhooks.WebhookTestParams;
import com.openai.models.webhooks.WebhookUpdateParams;
import com.openai.models.webhooks.WebhookVerificationParams;
import com.openai.services.blocking.WebhookService;
import dev.reelway.RunningClock;
import dev.reelway.contracts.Contract;
import dev.reelway.contracts.RecordingProxy;
import dev.reelway.stories.Hook.ReceivedEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

/** Whoever wants to know is told once a job has ended, however long that takes. */
class WebhookStoryTest extends StoryTest {

  private static final String SECRET =
      "whsec_"
          + Base64.getEncoder()
              .encodeToString("a secret of the demo licence".getBytes(StandardCharsets.UTF_8));

  private final RunningClock clock = new RunningClock();
  private final Hook hook = new Hook();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, OpenAIClient> clients = new HashMap<>();
  private RecordingProxy proxy;

  @Override
  Clock clock() {
    return clock;
  }

  @Override
  String[] settings() {
    return new String[] {
      "reelway.licences.demo.webhook.url=" + hook.url("/demo"),
      "reelway.licences.demo.webhook.secret=" + SECRET,
      "reelway.licences.ann.key=anns-key",
      "reelway.licences.ann.scopes=videos",
      "reelway.events.private-hosts[0]=127.0.0.1",
      "reelway.events.timeout=1s",
      "reelway.events.endpoints=3",
      "reelway.jobs.longest-wait=400h",
      "reelway.jobs.deadline=400h",
      "reelway.references.keep=900h",
    };
  }

  @BeforeAll
  void record() throws Exception {
    proxy = RecordingProxy.before(service.port());
  }

  /** All that was told must be as the served description says. */
  @AfterAll
  void holdAgainstTheContract() throws Exception {
    hook.close();
    clients.values().forEach(OpenAIClient::close);
    assertThat(Contract.shipped().breaches(proxy.passed())).isEmpty();
    proxy.close();
  }

  @Test
  void aVideoIsNotifiedOnceAndOpenAisClientVerifiesIt(CapturedOutput output) throws Exception {
    var video = service.order("a very private fox");

    var told = onlyOne("/demo", video);

    var expected = Service.JSON.createObjectNode().put("id", told.id()).put("object", "event");
    var created = Service.JSON.readTree(told.body()).path("created_at").asLong();
    expected.put("created_at", created);
    expected.put("type", "video.completed").putObject("data").put("id", video);
    assertThat(told.body()).isEqualTo(expected.toString());
    assertThat(created).isGreaterThanOrEqualTo(service.video(video).path("completed_at").asLong());
    assertThat(told.id()).matches("evt_[0-9a-f]{32}");
    assertThat(told.header("content-type")).startsWith("application/json");
    assertThat(unwrapped(told, SECRET)).isNotNull();
    assertThatExceptionOfType(InvalidWebhookSignatureException.class)
        .isThrownBy(() -> unwrapped(told, "whsec_" + "A".repeat(32)));
    var logged = told.id() + ": delivery for " + video + " to licence is delivered";
    await().atMost(Service.PATIENCE).until(() -> output.getAll().contains(logged));
    assertThat(output.getAll())
        .doesNotContain("very private", SECRET, told.header("webhook-signature"));
  }

  @Test
  void aVideoThatFailsIsNotifiedToo() throws Exception {
    var video = service.order("a fox [sandbox:fail]");

    assertThat(onlyOne("/demo", video).body()).contains("\"type\":\"video.failed\"");
  }

  @Test
  void aVideoThatIsDeletedUnderWayIsNotified() throws Exception {
    var video = service.order("a fox [sandbox:never]");

    service.send(service.request("/sora/v1/videos/" + video).DELETE());

    assertThat(onlyOne("/demo", video).body()).contains("\"type\":\"video.failed\"");
  }

  @Test
  void imagesHaveEventTypesOfTheirOwn() throws Exception {
    service.post(
        "/sora/v1/images/generations", "{\"model\": \"sora_image\", \"prompt\": \"a cat\"}");

    await()
        .atMost(Service.PATIENCE)
        .until(() -> !hook.received("/demo", "\"type\":\"image.completed\"").isEmpty());
  }

  @Test
  void anOrderMayNameAReceiverOfItsOwn() throws Exception {
    var video = ordered("ann", hook.url("/anns?video=1"));

    var told = onlyOne("/anns?video=1", video);

    var secret = Service.json(call("ann", "GET", "/events/secret")).path("secret").asText();
    assertThat(unwrapped(told, secret)).isNotNull();
    assertThat(hook.received("/demo", video)).isEmpty();
    assertThat(Service.json(call("demo", "GET", "/events/secret")).path("secret").asText())
        .isEqualTo(SECRET);
  }

  @Test
  void bothReceiversAreNotifiedOfTheSameEvent() throws Exception {
    var video = ordered("demo", hook.url("/own"));

    assertThat(onlyOne("/own", video).id()).isEqualTo(onlyOne("/demo", video).id());
    assertThat(onlyOne("/own", video).body()).isEqualTo(onlyOne("/demo", video).body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://videos.example/x",
        "videos.example",
        "http://localhost:8080/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://0x7f.1/",
        "https://me:secret@videos.example/",
        "http://videos.example/{{env:HOME}}",
        "https://videos.example/ x"
      })
  void aReceiverThatMayNotBeCalledIsRefusedAtOnce(String url) throws Exception {
    var refused = order("demo", url);

    var error = Service.json(refused).path("error");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(error.path("param").asText()).isEqualTo("callback_url");
    assertThat(error.path("message").asText())
        .startsWith(
            "callback_url must be an http or https URL of a public host, or of one of"
                + " reelway.events.private-hosts");
  }

  @Test
  void aFailedDeliveryIsRetriedUntilItSucceeds() throws Exception {
    hook.answers("/failing", 500);
    var video = ordered("ann", hook.url("/failing"));
    var first = told("/failing", video, 1);
    tried(video, 1);
    assertThat(delivery(video, "order").path("status").asText()).isEqualTo("waiting");

    clock.passes(Duration.ofSeconds(6));
    tried(video, 2);
    clock.passes(Duration.ofMinutes(6));
    tried(video, 3);
    hook.answers("/failing", 204);
    clock.passes(Duration.ofMinutes(34));

    var last = told("/failing", video, 4);
    assertThat(last.id()).isEqualTo(first.id());
    assertThat(unwrapped(last, secret("ann"))).isNotNull();
    assertThat(last.header("webhook-timestamp")).isNotEqualTo(first.header("webhook-timestamp"));
    var delivery = settled(video, "delivered");
    assertThat(delivery.path("attempts").findValuesAsText("status"))
        .containsExactly("500", "500", "500", "204");
    assertThat(delivery.path("next_attempt_at").isNull()).isTrue();
  }

  @Test
  void aReceiverThatIsGoneGetsNothingUntilAReplay() throws Exception {
    hook.answers("/gone", 410);
    var video = ordered("ann", hook.url("/gone"));
    settled(video, "off");

    var next = ordered("ann", hook.url("/gone"));
    settled(next, "off");
    assertThat(hook.received("/gone", next)).isEmpty();

    hook.answers("/gone", 200);
    var event = events(video).path(0).path("id").asText();
    assertThat(call("ann", "POST", "/events/" + event + "/replay").statusCode()).isEqualTo(200);
    assertThat(told("/gone", video, 2).id()).isEqualTo(event);
    settled(video, "delivered");
    onlyOne("/gone", ordered("ann", hook.url("/gone")));
  }

  @Test
  void aDeliveredEventIsSentAgainOnRequest() throws Exception {
    var video = ordered("ann", hook.url("/again"));
    var told = onlyOne("/again", video);
    settled(video, "delivered");

    call("ann", "POST", "/events/" + told.id() + "/replay");

    assertThat(told("/again", video, 2).id()).isEqualTo(told.id());
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    hook.answers("/moved", 301);

    var video = ordered("ann", hook.url("/moved"));

    told("/moved", video, 1);
    var attempt = tried(video, 1);
    assertThat(attempt.path("status").asInt()).isEqualTo(301);
    assertThat(hook.received("/elsewhere", video)).isEmpty();
  }

  @Test
  void aReceiverThatNeverAnswersDelaysNoOther() throws Exception {
    hook.answers("/silent", Hook.SILENCE);
    var silent = ordered("ann", hook.url("/silent"));
    for (int i = 0; i < 8; i++) {
      ordered("ann", hook.url("/silent"));
    }

    var video = service.order("a fox");

    onlyOne("/demo", video);
    var attempt = tried(silent, 1);
    assertThat(attempt.path("error").asText()).isEqualTo("No answer within 1 second.");
    assertThat(attempt.path("milliseconds").asInt()).isGreaterThanOrEqualTo(1000);
  }

  @Test
  void whoAsksForAPauseGetsIt() throws Exception {
    hook.answers("/busy", 429);
    var video = ordered("demo", hook.url("/busy"));
    told("/busy", video, 1);

    tried(video, 1);

    long now = clock.instant().getEpochSecond();
    assertThat(delivery(video, "order").path("next_attempt_at").asLong())
        .isBetween(now + 3000, now + 3600);
  }

  @Test
  void eventsAreTheirLicencesOwn() throws Exception {
    var video = service.order("a fox");
    var event = onlyOne("/demo", video).id();

    assertThat(call("demo", "GET", "/events/" + event).statusCode()).isEqualTo(200);
    for (var one : List.of("/events/" + event, "/events/evt_" + "0".repeat(32), "/events/x")) {
      assertThat(call("ann", "GET", one).statusCode()).isEqualTo(404);
    }
    assertThat(call("ann", "POST", "/events/" + event + "/replay").statusCode()).isEqualTo(404);
    assertThat(Service.json(call("ann", "GET", "/events?job=" + video)).path("data")).isEmpty();
    assertThat(call("ann", "GET", "/events?job=x").statusCode()).isEqualTo(400);
    assertThat(call("nobody", "GET", "/events").statusCode()).isEqualTo(401);
  }

  // Webhook endpoints, by OpenAI's own client.

  @Test
  void anEndpointIsRegisteredChangedAndDeletedByOpenAisClient() {
    var made = endpoints("ann").create(endpoint("/kept", "video.completed"));
    var newer = endpoints("ann").create(endpoint("/newer", "video.failed", "image.failed"));

    assertThat(made.validate().isValid()).isTrue();
    assertThat(made.signingSecret()).startsWith("whsec_").endsWith("=");
    assertThat(made.signingSecretHint()).isNotEmpty();
    assertThat(newer.eventTypes()).containsExactly("video.failed", "image.failed");
    var first = WebhookListParams.builder().limit(1).build();
    var listed = endpoints("ann").list(first).autoPager().stream().map(WebhookEndpoint::id);
    assertThat(listed.filter(List.of(made.id(), newer.id())::contains))
        .containsExactly(newer.id(), made.id());
    var change = WebhookUpdateParams.builder().name("Renamed").build();
    var changed = endpoints("ann").update(made.id(), change);
    assertThat(changed.name()).isEqualTo("Renamed");
    assertThat(changed.url()).isEqualTo(made.url());
    assertThat(endpoints("ann").retrieve(made.id())).isEqualTo(changed);
    assertThat(changed._additionalProperties()).containsOnlyKeys("status");
    assertThat(endpoints("ann").eventTypes().list().data()).contains("video.completed");
    assertThat(endpoints("ann").delete(made.id()).deleted()).isTrue();
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> endpoints("ann").retrieve(made.id()));
    endpoints("ann").delete(newer.id());
  }

  @Test
  void eachEndpointGetsTheEventsThatItChoseUnderItsOwnSecret(CapturedOutput output)
      throws Exception {
    var one = endpoints("demo").create(endpoint("/one", "video.completed"));
    var other = endpoints("demo").create(endpoint("/two", "video.completed", "video.failed"));
    var failures = endpoints("demo").create(endpoint("/three", "video.failed"));

    var video = service.order("a fox");

    var told = onlyOne("/one", video);
    assertThat(unwrapped(told, one.signingSecret())).isNotNull();
    assertThatExceptionOfType(InvalidWebhookSignatureException.class)
        .isThrownBy(() -> unwrapped(told, other.signingSecret()));
    assertThat(unwrapped(onlyOne("/two", video), other.signingSecret())).isNotNull();
    assertThat(onlyOne("/demo", video).id()).isEqualTo(told.id());
    assertThat(hook.received("/three", video)).isEmpty();
    assertThat(events(video).path(0).path("deliveries").findValuesAsText("webhook_endpoint_id"))
        .containsExactlyInAnyOrder("null", one.id(), other.id());
    assertThat(output.getAll()).doesNotContain(one.signingSecret(), other.signingSecret());
    List.of(one, other, failures).forEach(made -> endpoints("demo").delete(made.id()));
  }

  @Test
  void bothSecretsVerifyUntilTheOverlapOfARotationEnds() {
    var made = endpoints("ann").create(endpoint("/rotated", "video.completed"));
    var kept = WebhookRotateSecretParams.builder().keepOldSecretActiveFor24Hours(true).build();

    var rotated = endpoints("ann").rotateSecret(made.id(), kept);
    assertThat(tested(made.id()).statusCode()).isEqualTo(200);
    var again = endpoints("ann").rotateSecret(made.id());
    tested(made.id());

    var both = told("/rotated", "video_" + "0".repeat(32), 2);
    assertThat(both.header("webhook-signature")).doesNotContain(" ");
    assertThat(unwrapped(both, again.signingSecret())).isNotNull();
    var first = hook.received("/rotated", "video_").getFirst();
    assertThat(first.header("webhook-signature").split(" ")).hasSize(2);
    assertThat(unwrapped(first, rotated.signingSecret())).isNotNull();
    assertThat(unwrapped(first, made.signingSecret())).isNotNull();
    assertThatExceptionOfType(InvalidWebhookSignatureException.class)
        .isThrownBy(() -> unwrapped(both, rotated.signingSecret()));
    endpoints("ann").delete(made.id());
  }

  @Test
  void aTestTellsHowTheEndpointAnswered() throws Exception {
    hook.answers("/broken", 500);
    var broken = endpoints("ann").create(endpoint("/broken", "video.completed")).id();
    hook.answers("/mute", Hook.SILENCE);
    var mute = endpoints("ann").create(endpoint("/mute", "video.completed")).id();

    assertThat(tested(broken).statusCode()).isEqualTo(500);
    assertThatExceptionOfType(UnprocessableEntityException.class)
        .isThrownBy(() -> tested(mute))
        .satisfies(refused -> assertThat(refused.code()).hasValue("webhook_endpoint_unreachable"))
        .withMessageContaining("No answer within 1 second.");
    assertThat(call("ann", "POST", "/webhook_endpoints/" + mute + "/test").statusCode())
        .isEqualTo(415);
    List.of(broken, mute).forEach(id -> endpoints("ann").delete(id));
  }

  @Test
  void anEndpointThatIsGoneIsDisabledUntilItsLicenceEnablesIt() throws Exception {
    hook.answers("/left", 410);
    var left = endpoints("ann").create(endpoint("/left", "video.completed")).id();
    var video = ordered("ann", hook.url("/order"));
    settled(video, "webhook_endpoint", "off");

    assertThat(status(left)).isEqualTo("disabled");
    hook.answers("/left", 200);
    var change =
        WebhookUpdateParams.builder()
            .putAdditionalBodyProperty("status", JsonValue.from("enabled"))
            .build();
    endpoints("ann").update(left, change);
    var event = events(video).path(0).path("id").asText();
    call("ann", "POST", "/events/" + event + "/replay");

    settled(video, "webhook_endpoint", "delivered");
    assertThat(status(left)).isEqualTo("enabled");
    endpoints("ann").delete(left);
  }

  @Test
  void eachAttemptSaysWhereItWentThoughTheUrlWasChangedMeanwhile() throws Exception {
    hook.answers("/former", 500);
    var made = endpoints("ann").create(endpoint("/former", "video.completed")).id();
    var video = ordered("ann", hook.url("/order"));
    tried(video, "webhook_endpoint", 1);
    var change = WebhookUpdateParams.builder().url(hook.url("/later")).build();

    endpoints("ann").update(made, change);
    call("ann", "POST", "/events/" + events(video).path(0).path("id").asText() + "/replay");

    var delivery = settled(video, "webhook_endpoint", "delivered");
    assertThat(delivery.path("url").asText()).isEqualTo(hook.url("/later"));
    assertThat(delivery.path("attempts").findValuesAsText("url"))
        .containsExactly(hook.url("/former"), hook.url("/later"));
    endpoints("ann").delete(made);
  }

  @Test
  void theDeliveriesOfADeletedEndpointEnd() throws Exception {
    hook.answers("/ending", 500);
    var ending = endpoints("ann").create(endpoint("/ending", "video.completed")).id();
    var video = ordered("ann", hook.url("/order"));
    await()
        .atMost(Service.PATIENCE)
        .until(() -> delivery(video, "webhook_endpoint").path("attempts").size() == 1);

    endpoints("ann").delete(ending);

    var ended = settled(video, "webhook_endpoint", "off");
    assertThat(ended.path("next_attempt_at").isNull()).isTrue();
    assertThat(ended.path("webhook_endpoint_id").asText()).isEqualTo(ending);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'url': 'http://10.0.0.1/'} | url | url must be an http or https URL of a public host, or"
            + " of one of reelway.events.private-hosts",
        "{'url': 7} | url | url must be a string",
        "{'url': null} | url | url is required",
        "{'name': ' '} | name | name is required",
        "{'name': 'a\\u0000'} | name | name must be Unicode text without U+0000",
        "{'event_types': 'video.failed'} | event_types | event_types must be an array of video.",
        "{'event_types': []} | event_types | event_types must be an array of video.completed",
        "{'event_types': ['batch.failed']} | event_types | event_types: batch.failed is not an",
        "{'status': 'off'} | status | status must be enabled or disabled",
        "{'events': ['video.failed']} | events | events is not a parameter: known parameters are",
        "{'nam': 'a'} | nam | nam is not a parameter: did you mean name?",
      })
  void whatIsWrongWithAnEndpointIsRefusedByItsParameter(
      String change, String param, String sentence) throws Exception {
    var order = Service.JSON.createObjectNode().put("name", "A").put("url", hook.url("/x"));
    order.putArray("event_types").add("video.failed");
    order.setAll((ObjectNode) Service.JSON.readTree(change.replace('\'', '"')));

    var refused = post("ann", "/webhook_endpoints", order.toString());

    var error = Service.json(refused).path("error");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(error.path("param").asText()).isEqualTo(param);
    assertThat(error.path("message").asText()).startsWith(sentence);
  }

  @Test
  void endpointsAreTheirLicencesOwn() throws Exception {
    var made = endpoints("demo").create(endpoint("/own", "video.failed")).id();

    for (var id : List.of(made, "whe_" + "0".repeat(32), "x'%0a%3Cb%3E")) {
      var path = "/webhook_endpoints/" + id;
      assertThat(call("ann", "GET", path).statusCode()).isEqualTo(404);
      assertThat(call("ann", "DELETE", path).statusCode()).isEqualTo(404);
      assertThat(post("ann", path, "{}").statusCode()).isEqualTo(404);
      assertThat(post("ann", path + "/rotate_secret", "{}").statusCode()).isEqualTo(404);
      assertThat(post("ann", path + "/test", "{\"event_type\": \"video.failed\"}").statusCode())
          .isEqualTo(404);
    }
    assertThat(call("ann", "GET", "/webhook_endpoints").body()).doesNotContain(made);
    assertThat(call("ann", "GET", "/webhook_endpoints?after=x").statusCode()).isEqualTo(400);
    assertThat(call("nobody", "GET", "/webhook_endpoints").statusCode()).isEqualTo(401);
    endpoints("demo").delete(made);
  }

  @Test
  void aRepeatedCreationOrRotationIsAnsweredWithTheSameSecret() throws Exception {
    var order =
        "{\"name\": \"A\", \"url\": \"%s\", \"event_types\": [\"video.failed\"]}"
            .formatted(hook.url("/repeated"));

    var made = Service.json(post("ann", "/webhook_endpoints", order, "create-1"));
    var again = post("ann", "/webhook_endpoints", order, "create-1");
    var rotate = "/webhook_endpoints/" + made.path("id").asText() + "/rotate_secret";
    var rotated = Service.json(post("ann", rotate, "{}", "rotate-1"));

    assertThat(Service.json(again)).isEqualTo(made);
    assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(Service.json(post("ann", rotate, "{}", "rotate-1"))).isEqualTo(rotated);
    assertThat(rotated.path("signing_secret")).isNotEqualTo(made.path("signing_secret"));
    endpoints("ann").delete(made.path("id").asText());
  }

  @Test
  void equalRotationsWithoutAKeyAreRotationsOfTheirOwn() throws Exception {
    var made = endpoints("ann").create(endpoint("/twice", "video.failed"));
    var rotate = "/webhook_endpoints/" + made.id() + "/rotate_secret";

    var first = post("ann", rotate, "{}");
    var second = post("ann", rotate, "{}");
    var retried = http.send(retry("ann", rotate, "{}"), BodyHandlers.ofString());

    assertThat(List.of(first, second, retried))
        .extracting(HttpResponse::statusCode)
        .containsOnly(200);
    assertThat(List.of(secret(first), secret(second), secret(retried))).doesNotHaveDuplicates();
    endpoints("ann").delete(made.id());
  }

  private HttpRequest retry(String licence, String path, String json) {
    return request(licence, path)
        .header("Content-Type", "application/json")
        .header("x-stainless-retry-count", "1")
        .POST(BodyPublishers.ofString(json))
        .build();
  }

  private static String secret(HttpResponse<String> answer) throws IOException {
    return Service.json(answer).path("signing_secret").asText();
  }

  @Test
  void aLicenceMayHaveThreeEndpoints() {
    var made = Stream.generate(() -> endpoints("ann").create(endpoint("/x", "video.failed")));
    var three = made.limit(3).map(WebhookEndpointWithSecret::id).toList();

    assertThatExceptionOfType(BadRequestException.class)
        .isThrownBy(() -> endpoints("ann").create(endpoint("/x", "video.failed")))
        .withMessageContaining("The licence has 3 webhook endpoints, and may have no more.");
    three.forEach(id -> endpoints("ann").delete(id));
  }

  private WebhookService endpoints(String licence) {
    return clients.computeIfAbsent(licence, this::client).webhooks();
  }

  private OpenAIClient client(String licence) {
    return OpenAIOkHttpClient.builder()
        .baseUrl("http://127.0.0.1:" + proxy.port() + "/sora/v1")
        .apiKey(key(licence))
        .maxRetries(0)
        .build();
  }

  private WebhookCreateParams endpoint(String path, String... types) {
    return WebhookCreateParams.builder()
        .name("Of " + path)
        .url(hook.url(path))
        .eventTypes(Stream.of(types).map(WebhookCreateParams.EventType::of).toList())
        .build();
  }

  private WebhookEndpointTestResult tested(String id) {
    var type = WebhookTestParams.EventType.VIDEO_COMPLETED;
    return endpoints("ann").test(id, WebhookTestParams.builder().eventType(type).build());
  }

  private String status(String id) throws Exception {
    return Service.json(call("ann", "GET", "/webhook_endpoints/" + id)).path("status").asText();
  }

  private HttpResponse<String> post(String licence, String path, String json, String... key)
      throws Exception {
    var request = request(licence, path).header("Content-Type", "application/json");
    Stream.of(key).forEach(one -> request.header("Idempotency-Key", one));
    return http.send(request.POST(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
  }

  // How it is asked and told.

  private String ordered(String licence, String callback) throws Exception {
    return Service.json(order(licence, callback)).path("id").asText();
  }

  private HttpResponse<String> order(String licence, String callback) throws Exception {
    var order =
        Map.of(
            "prompt", "a fox",
            "model", "tiny",
            "size", "128x72",
            "seconds", 1,
            "callback_url", callback);
    return http.send(
        request(licence, "/videos")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Service.JSON.writeValueAsString(order)))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> call(String licence, String method, String path) throws Exception {
    return http.send(
        request(licence, path).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String licence, String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + proxy.port() + "/sora/v1" + path))
        .header("Authorization", key(licence));
  }

  private static String key(String licence) {
    return licence.equals("ann") ? "anns-key" : licence;
  }

  private String secret(String licence) throws Exception {
    return Service.json(call(licence, "GET", "/events/secret")).path("secret").asText();
  }

  private JsonNode events(String job) throws Exception {
    var licence = hook.received("/demo", job).isEmpty() ? "ann" : "demo";
    return Service.json(call(licence, "GET", "/events?job=" + job)).path("data");
  }

  private JsonNode delivery(String job, String to) throws Exception {
    for (var one : events(job).path(0).path("deliveries")) {
      if (one.path("to").asText().equals(to)) {
        return one;
      }
    }
    return Service.JSON.createObjectNode();
  }

  private JsonNode settled(String job, String status) {
    return settled(job, "order", status);
  }

  private JsonNode settled(String job, String to, String status) {
    return await()
        .atMost(Service.PATIENCE)
        .until(() -> delivery(job, to), one -> one.path("status").asText().equals(status));
  }

  private JsonNode tried(String job, int times) {
    return tried(job, "order", times);
  }

  private JsonNode tried(String job, String to, int times) {
    return await()
        .atMost(Service.PATIENCE)
        .until(() -> delivery(job, to), one -> one.path("attempts").size() == times)
        .path("attempts")
        .path(times - 1);
  }

  private ReceivedEvent onlyOne(String path, String job) {
    return told(path, job, 1);
  }

  private ReceivedEvent told(String path, String job, int times) {
    return await("what %s is told of %s".formatted(path, job))
        .atMost(Service.PATIENCE)
        .until(() -> hook.received(path, job), all -> all.size() == times)
        .getLast();
  }

  private static UnwrapWebhookEvent unwrapped(ReceivedEvent told, String secret) {
    var client = OpenAIOkHttpClient.builder().apiKey("k").build();
    try {
      return client.webhooks().unwrap(verification(told, secret));
    } finally {
      client.close();
    }
  }

  private static WebhookVerificationParams verification(ReceivedEvent told, String secret) {
    var headers = Headers.builder();
    told.headers().forEach(headers::put);
    return WebhookVerificationParams.builder()
        .payload(told.body().getBytes(StandardCharsets.UTF_8))
        .headers(headers.build())
        .secret(secret)
        .tolerance(Duration.ofDays(30))
        .build();
  }
}
