package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.RunningClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

/**
 * What an upstream has once reported as done is paid for: it is fetched, and never given up early.
 */
@Order(1)
class PaidRenderStoryTest extends StoryTest {

  private static final List<String> FAILURES =
      List.of("moved", "forbidden", "missing", "broken", "page", "short");

  private final RunningClock time = new RunningClock();
  private final Map<String, String> tasks = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> fetches = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> polls = new ConcurrentHashMap<>();
  private final List<String> deleted = new CopyOnWriteArrayList<>();
  private final HttpServer upstream = started();

  @Override
  Clock clock() {
    return time;
  }

  @Override
  String[] settings() {
    return Stream.concat(
            Stream.of("sora", "ark", "runway")
                .flatMap(dialect -> UpstreamSettings.of(dialect, dialect, upstream)),
            Stream.of(
                "reelway.references.private-hosts[0]=127.0.0.1",
                "reelway.jobs.longest-retry=300ms",
                "reelway.intake.hot-folder.enabled=false"))
        .toArray(String[]::new);
  }

  @AfterAll
  void stopUpstream() {
    upstream.stop(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sora", "ark", "runway"})
  void whatCannotBeFetchedYetIsKeptBeyondTheRendersDeadlineAndNeverDeleted(String dialect)
      throws Exception {
    var jobs = new HashMap<String, String>();
    for (var failure : FAILURES) {
      jobs.put(failure, ordered(dialect, failure));
    }
    for (var failure : FAILURES) {
      fetchedAgain(dialect, failure);
    }

    time.passes(Duration.ofMinutes(31));
    for (var failure : FAILURES) {
      fetchedAgain(dialect, failure);
      assertThat(service.video(jobs.getOrDefault(failure, "")).path("status").asText())
          .as(failure)
          .isEqualTo("in_progress");
    }
    time.passes(Duration.ofHours(24));
    for (var failure : FAILURES) {
      var video = service.ended(jobs.getOrDefault(failure, ""));

      assertThat(video.at("/error/code").asText()).as(failure).isEqualTo("fetch_failed");
      assertThat(video.at("/error/message").asText())
          .as(failure)
          .startsWith("The video could not be fetched within 24 h. ")
          .containsAnyOf(wordsOf(failure))
          .doesNotContain("The step failed");
    }
    assertThat(deleted)
        .doesNotContainAnyElementsOf(
            FAILURES.stream().map(one -> "task-" + dialect + "-" + one).toList());
  }

  @Test
  void aFreshLinkIsAskedForAndTheVideoArrivesLate() throws Exception {
    var job = ordered("ark", "late");
    fetchedAgain("ark", "late");
    time.passes(Duration.ofHours(3));
    fetchedAgain("ark", "late");
    assertThat(counter(polls, "ark-late").get()).isGreaterThan(3);

    counter(fetches, "ark-late").set(1_000);

    assertThat(service.ended(job).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void whatItsOwnerDeletesIsNotDeletedThereOnceItIsDone() throws Exception {
    var done = ordered("sora", "forgotten");
    fetchedAgain("sora", "forgotten");
    var rendering = ordered("sora", "endless");
    await().atMost(Service.PATIENCE).until(() -> polls.containsKey("sora-endless"));

    for (var job : List.of(done, rendering)) {
      service.send(service.request("/sora/v1/videos/" + job).DELETE());
    }

    await().atMost(Service.PATIENCE).until(() -> deleted.contains("task-sora-endless"));
    assertThat(deleted).doesNotContain("task-sora-forgotten");
  }

  @Test
  void whatIsStillRenderedAtItsDeadlineTimesOut(CapturedOutput output) throws Exception {
    var job = ordered("runway", "unasked");
    await().atMost(Service.PATIENCE).until(() -> counter(polls, "runway-unasked").get() > 1);

    time.passes(Duration.ofMinutes(31));

    var error = service.ended(job).path("error");
    assertThat(error.path("code").asText()).isEqualTo("timed_out");
    assertThat(error.path("message").asText())
        .isEqualTo(
            "It was not rendered by its deadline. Last answer: 500 from 127.0.0.1: No lamp.");
    await()
        .atMost(Service.PATIENCE)
        .until(() -> output.getOut().contains(job + " has failed: timed_out: It was not"));
    await().atMost(Service.PATIENCE).until(() -> deleted.contains("task-runway-unasked"));
    assertThatItIsRetriedOnlyIfItsCostIsAccepted(job);
  }

  private void assertThatItIsRetriedOnlyIfItsCostIsAccepted(String job) throws Exception {
    var path = "/sora/v1/videos/" + job + "/retry";
    var refused = service.post(path, "{}");
    var accepted = service.post(path, "{\"accept_cost\": true}");

    assertThat(service.video(job).at("/render/may_be_paid").asBoolean()).isTrue();
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(Service.json(refused).at("/error/code").asText()).isEqualTo("may_be_paid");
    assertThat(Service.json(accepted).path("retry_of").asText()).isEqualTo(job);
    service.send(
        service.request("/sora/v1/videos/" + Service.json(accepted).path("id").asText()).DELETE());
  }

  @ParameterizedTest
  @CsvSource({
    "no-id,   names no task",
    "odd-id,  names a task that cannot be used: 'a b'",
    "same-id, names the task of another job: 'taken-",
    "html,    is not the JSON that its API describes",
  })
  void anAnswerThatNamesNoRenderFailsAtOnce(String answer, String words) throws Exception {
    for (var dialect : List.of("sora", "ark", "runway")) {
      if (answer.equals("same-id")) {
        ordered(dialect, "same-id");
        await().atMost(Service.PATIENCE).until(() -> polls.containsKey(dialect + "-same-id"));
      }
      var error = service.ended(ordered(dialect, answer)).path("error");

      assertThat(error.path("code").asText()).as(dialect).isEqualTo("unusable_answer");
      assertThat(error.path("message").asText()).as(dialect).contains(words);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sora", "ark", "runway"})
  void aTaskMayBeCalledByANumber(String dialect) throws Exception {
    assertThat(service.ended(ordered(dialect, "number")).path("status").asText())
        .isEqualTo("completed");
    assertThat(fetches).containsKey(dialect + "-number");
  }

  @Test
  void anOrderThatNoUpstreamAcceptsWaitsForADay() throws Exception {
    var job = "";
    for (int tries = 0; job.isEmpty() || hasTimedOut(job); tries++) {
      job = waitingForHalfAnHour("no" + "o".repeat(tries) + "-away");
      time.passes(Duration.ofDays(1));
      job = job.isEmpty() ? "" : service.ended(job).path("id").asText();
    }

    var error = service.video(job).path("error");
    assertThat(error.path("code").asText()).isEqualTo("wait_expired");
    assertThat(error.path("message").asText()).startsWith("It was not submitted within 24 h.");
  }

  /**
   * A job that is still sent after half an hour; none if the clock jumped while it was on its way,
   * where it has been for too long then.
   */
  private String waitingForHalfAnHour(String answer) throws Exception {
    var job = ordered("ark", answer);
    var sent = counter(polls, "ark-" + answer);
    await().atMost(Service.PATIENCE).until(() -> sent.get() > 0);
    int before = sent.get();
    time.passes(Duration.ofMinutes(31));
    await().atMost(Service.PATIENCE).until(() -> sent.get() > before + 1 || hasTimedOut(job));
    return hasTimedOut(job) ? "" : job;
  }

  private boolean hasTimedOut(String job) throws Exception {
    return service.video(job).at("/error/code").asText().equals("timed_out");
  }

  // What the steps are made of.

  private String ordered(String model, String prompt) throws Exception {
    var order = Map.of("prompt", model + "-" + prompt, "model", model, "seconds", 5);
    var job = service.post("/sora/v1/videos", Service.JSON.writeValueAsString(order));
    return Service.json(job).path("id").asText();
  }

  /** Has been tried twice more from now on, so that what was done before is known to all. */
  private void fetchedAgain(String dialect, String prompt) {
    var count = counter(fetches, dialect + "-" + prompt);
    int before = count.get();
    await(prompt).atMost(Service.PATIENCE).until(() -> count.get() >= before + 2);
  }

  /** A file that is cut off breaks its connection, or is still under way when time passes. */
  private static String[] wordsOf(String failure) {
    return switch (failure) {
      case "moved" -> words("Last answer: 404 from 127.0.0.1: Moved away.");
      case "forbidden" -> words("Last answer: 403 from 127.0.0.1: Request has expired.");
      case "missing" -> words("Last answer: 404 from 127.0.0.1: No such video.");
      case "broken" -> words("Last answer: 500 from 127.0.0.1: No lamp.");
      case "page" -> words("The file from the upstream is not a video.");
      default ->
          words(
              "The connection to the upstream was lost.",
              "The connection broke before the end of the file.",
              "The file was not downloaded completely before the deadline.");
    };
  }

  private static String[] words(String... sentences) {
    return sentences;
  }

  private HttpServer started() {
    try {
      var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::answer);
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange call) throws IOException {
    var path = call.getRequestURI().getPath();
    var task = path.replaceFirst("/content$", "").replaceFirst(".*/", "");
    if (call.getRequestMethod().equals("POST")) {
      submit(call);
    } else if (call.getRequestMethod().equals("DELETE")) {
      deleted.add(task);
      reply(call, 204, "");
    } else if (path.endsWith("/content") || path.startsWith("/files/")) {
      fetch(call, named(task));
    } else if (path.equals("/nowhere")) {
      reply(call, 404, "{\"error\": {\"message\": \"Moved away.\"}}");
    } else if (path.equals("/v1/videos")) {
      reply(call, 404, "{}");
    } else {
      poll(call, named(task), task);
    }
  }

  /** A task is called by its order, or by what is wrong with that. */
  private void submit(HttpExchange call) throws IOException {
    var order = Service.JSON.readTree(call.getRequestBody());
    var prompt =
        Stream.of(order.path("prompt"), order.path("promptText"), order.at("/content/0/text"))
            .filter(JsonNode::isTextual)
            .findFirst()
            .orElseThrow()
            .asText();
    var id =
        switch (prompt.replaceFirst("[a-z]+-", "")) {
          case "no-id" -> "null";
          case "odd-id" -> "\"a b\"";
          case "same-id" -> "\"taken-%s\"".formatted(prompt);
          case "number" -> "900719925474099" + prompt.length();
          default -> "\"task-%s\"".formatted(prompt);
        };
    if (prompt.endsWith("away")) {
      count(polls, prompt);
      reply(call, 503, "{}");
      return;
    }
    tasks.put(prompt, id.replace("\"", ""));
    reply(call, 200, prompt.endsWith("html") ? "<html/>" : "{\"id\": %s}".formatted(id));
  }

  private String named(String task) {
    return tasks.entrySet().stream()
        .filter(one -> one.getValue().equals(task))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("unknown-" + task);
  }

  private void poll(HttpExchange call, String prompt, String task) throws IOException {
    count(polls, prompt);
    if (prompt.endsWith("unasked")) {
      reply(call, 500, "{\"error\": {\"message\": \"No lamp.\"}}");
    } else if (prompt.endsWith("endless") || prompt.endsWith("-id")) {
      reply(call, 200, "{\"status\": \"running\"}");
    } else {
      var link = "http://127.0.0.1:%d/files/%s".formatted(upstream.getAddress().getPort(), task);
      reply(
          call,
          200,
          """
          {"status": "succeeded", "content": {"video_url": "%1$s"}, "output": ["%1$s"]}
          """
              .formatted(link));
    }
  }

  private void fetch(HttpExchange call, String prompt) throws IOException {
    int attempts = count(fetches, prompt);
    switch (prompt.replaceFirst("[a-z]+-", "")) {
      case "moved" -> {
        call.getResponseHeaders().set("Location", "/nowhere");
        reply(call, 302, "");
      }
      case "forbidden" ->
          reply(call, 403, "<Error><Message>Request has expired.</Message></Error>");
      case "missing", "forgotten" -> reply(call, 404, "{\"detail\": \"No such video.\"}");
      case "broken" -> reply(call, 500, "{\"error\": {\"message\": \"No lamp.\"}}");
      case "page" -> reply(call, 200, "<html>Please wait.</html>");
      case "short" -> {
        call.sendResponseHeaders(200, 5_000);
        call.getResponseBody().write(video());
        call.getResponseBody().flush();
        call.close();
      }
      case "late" -> {
        if (attempts < 1_000) {
          reply(call, 404, "{}");
        } else {
          send(call);
        }
      }
      default -> send(call);
    }
  }

  private static void send(HttpExchange call) throws IOException {
    call.sendResponseHeaders(200, video().length);
    call.getResponseBody().write(video());
    call.close();
  }

  /** The smallest that is one: ftyp, moov and mdat. */
  private static byte[] video() {
    var all = new ByteArrayOutputStream();
    for (var type : List.of("ftyp", "moov", "mdat")) {
      all.writeBytes(ByteBuffer.allocate(4).putInt(24).array());
      all.writeBytes((type + "isom\0\0\0\0isom\0\0\0\0").getBytes(StandardCharsets.ISO_8859_1));
    }
    return all.toByteArray();
  }

  private static int count(Map<String, AtomicInteger> what, String prompt) {
    return counter(what, prompt).incrementAndGet();
  }

  private static AtomicInteger counter(Map<String, AtomicInteger> what, String prompt) {
    return what.computeIfAbsent(prompt, first -> new AtomicInteger());
  }

  private static void reply(HttpExchange call, int status, String text) throws IOException {
    var body = text.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    call.getResponseBody().write(body);
    call.close();
  }
}
