package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.database.Database;
import dev.reelway.job.TestDatabase;
import dev.reelway.job.Together;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two nodes get the same requests at the same time, and each is one job. */
@TestInstance(Lifecycle.PER_CLASS)
@ResourceLock(TestDatabase.POSTGRES)
class RepeatOnNodesStoryTest {

  private static final int AT_ONCE = 50;
  private static final String VIDEOS = "/sora/v1/videos";
  private static final String IMAGES = "/sora/v1/images/generations";
  private static final String CHAT = "/sora/v1/chat/completions";

  private List<Service> nodes = List.of();
  private String prompt = "";

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    var shared =
        new String[] {
          "spring.datasource.url=" + TestDatabase.postgresUrl(),
          "reelway.intake.hot-folder.enabled=false",
          "reelway.sinks.file.folder=" + home.resolve("outbox"),
          ""
        };
    var one = Service.start(home.resolve("one"), without(shared));
    shared[3] = "reelway.upstreams.sandbox.base-url=http://127.0.0.1:" + one.port() + "/sandbox";
    nodes = List.of(one, Service.start(home.resolve("other"), shared));
  }

  private static String[] without(String[] all) {
    return Arrays.copyOf(all, all.length - 1);
  }

  @AfterAll
  void stop() {
    nodes.reversed().forEach(Service::close);
  }

  @BeforeEach
  void newPrompt() {
    prompt = "a fox " + UUID.randomUUID();
  }

  @Test
  void fiftyOrdersWithOneKeyAreOneVideo() throws Exception {
    var answers = together(VIDEOS, "Idempotency-Key", prompt, video());

    assertThat(idsOf(answers)).hasSize(1);
    assertThat(answers.stream().filter(RepeatedRequests::isReplayed)).hasSize(AT_ONCE - 1);
    assertThat(jobs()).isEqualTo(1);
  }

  @Test
  void fiftyRetriesOfALostOrderAreOneVideo() throws Exception {
    var answers = together(VIDEOS, "x-stainless-retry-count", "1", video());

    assertThat(idsOf(answers)).hasSize(1);
    assertThat(jobs()).isEqualTo(1);
  }

  @Test
  void fiftyImageCallsWithOneKeyWaitForOneJob() throws Exception {
    var answers = together(IMAGES, "Idempotency-Key", prompt, image(""));

    assertThat(idsOf(answers)).hasSize(1);
    assertThat(jobs()).isEqualTo(1);
  }

  @Test
  void fiftyStreamsWithOneKeyTellOfOneJob() throws Exception {
    var answers =
        together(
            CHAT,
            "Idempotency-Key",
            prompt,
            image(", \"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": \"%s\"}]"));

    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.body()).contains("\"stop\"").contains("[DONE]"));
    assertThat(jobs()).isEqualTo(1);
  }

  @Test
  void ofTwoBodiesUnderOneKeyOneIsRefused() throws Exception {
    var orders = new ArrayList<Callable<HttpResponse<String>>>();
    for (int n = 0; n < AT_ONCE; n++) {
      var body = n % 2 == 0 ? video() : video().replace("\"seconds\": 1", "\"seconds\": 2");
      var node = nodes.get(n / 2 % 2);
      orders.add(() -> sent(node, VIDEOS, "Idempotency-Key", prompt, body));
    }

    var answers = Together.run(orders);

    var taken = answers.stream().filter(answer -> answer.statusCode() == 200).toList();
    assertThat(idsOf(taken)).hasSize(1);
    assertThat(taken).hasSize(AT_ONCE / 2);
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 422)).hasSize(AT_ONCE / 2);
    assertThat(jobs()).isEqualTo(1);
  }

  @Test
  void whatOneNodeHasAnsweredTheOtherAnswersToo() throws Exception {
    var first = sent(nodes.get(0), VIDEOS, "Idempotency-Key", prompt, video());
    var second = sent(nodes.get(1), VIDEOS, "Idempotency-Key", prompt, video());
    var retry = sent(nodes.get(1), VIDEOS, "x-stainless-retry-count", "1", video());

    RepeatedRequests.assertReplayed(second);
    assertThat(idsOf(List.of(first, second))).hasSize(1);
    assertThat(RepeatedRequests.isReplayed(retry)).as("a key is no retry").isFalse();
  }

  // How it is told.

  private String video() {
    return "{\"prompt\": \"%s\", \"model\": \"tiny\", \"size\": \"128x72\", \"seconds\": 1}"
        .formatted(prompt);
  }

  private String image(String more) {
    return "{\"prompt\": \"%s\", \"model\": \"sora_image\", \"size\": \"64x64\"%s}"
        .formatted(prompt, more.formatted(prompt));
  }

  private List<HttpResponse<String>> together(String path, String header, String value, String body)
      throws Exception {
    var orders = new ArrayList<Callable<HttpResponse<String>>>();
    for (int n = 0; n < AT_ONCE; n++) {
      var node = nodes.get(n % 2);
      orders.add(() -> sent(node, path, header, value, body));
    }
    return Together.run(orders);
  }

  private static HttpResponse<String> sent(
      Service node, String path, String header, String value, String body) throws Exception {
    return node.send(
        node.request(path)
            .header(header, value)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static Set<String> idsOf(List<HttpResponse<String>> answers) throws Exception {
    var ids = new TreeSet<String>();
    for (var answer : answers) {
      ids.add(RepeatedRequests.id(answer));
    }
    return ids;
  }

  private int jobs() {
    return nodes
        .getFirst()
        .bean(Database.class)
        .reader()
        .sql("select count(*) from job where request like ?")
        .param("%" + prompt + "%")
        .query(Integer.class)
        .single();
  }
}
