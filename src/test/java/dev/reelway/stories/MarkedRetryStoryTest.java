package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that join one under way, and retries that only their SDK marks. */
class MarkedRetryStoryTest extends RepeatedRequests {

  // Requests that wait.

  @Test
  void imagesAreSentAgain() throws Exception {
    var first = keyed(IMAGES, IMAGE.formatted(""));
    var second = keyed(IMAGES, IMAGE.formatted(""));

    assertThat(first.statusCode()).isEqualTo(200);
    assertReplayed(second);
    assertThat(id(second)).isEqualTo(id(first));
    assertThat(Service.json(second).at("/data/0/url").asText()).startsWith("http");
  }

  @Test
  void imagesAreSentAgainInTheirFormat() throws Exception {
    var order = IMAGE.formatted("").replace("{", "{\"response_format\": \"b64_json\", ");
    var first = keyed(IMAGES, order);
    var second = keyed(IMAGES, order);

    assertReplayed(second);
    assertThat(second.body()).contains("b64_json").isEqualTo(first.body());
  }

  @Test
  void whoeverRepeatsARequestUnderWayWaitsForTheSameImages() throws Exception {
    var answers = together(8, () -> keyed(IMAGES, IMAGE.formatted("[sandbox:1s]")));

    var ids = new HashSet<String>();
    for (var answer : answers) {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      ids.add(id(answer));
    }
    assertThat(ids).hasSize(1);
    assertThat(answers.stream().filter(RepeatedRequests::isReplayed)).hasSize(7);
  }

  @Test
  void aChatStreamIsJoined() throws Exception {
    var chat = chat("[sandbox:2s] a fox", true);
    try (var client = HttpClient.newHttpClient()) {
      var request = keyed(CHAT).header("Content-Type", JSON).POST(BodyPublishers.ofString(chat));
      var first = client.send(request.build(), BodyHandlers.ofLines());
      var lines = first.body().iterator();
      await().until(() -> lines.next().startsWith("data:"));
      var second = keyed(CHAT, chat);
      var rest = new StringBuilder();
      lines.forEachRemaining(line -> rest.append(line).append('\n'));

      assertReplayed(second);
      assertThat(second.headers().firstValue("Content-Type").orElse("")).contains("event-stream");
      assertThat(chatIdsIn(second.body() + rest)).hasSize(1);
      assertThat(second.body()).contains("\"stop\"").contains("[DONE]");
      assertThat(keyed(CHAT, chat).body()).contains("[DONE]");
    }
  }

  /** A request that a slow machine answers too late is not taken for a repetition. */
  @ParameterizedTest
  @CsvSource({IMAGES, CHAT})
  void aRequestWhoseRenderHasJustFailedIsNotRenderedAgain(String path) {
    var tries = new AtomicInteger();
    await()
        .atMost(Service.PATIENCE)
        .until(() -> isRepeatedWithItsFailure(path, "a fox " + tries.incrementAndGet()));
  }

  private boolean isRepeatedWithItsFailure(String path, String name) throws Exception {
    var prompt = "[sandbox:fail] %s by %s".formatted(name, path);
    var order = path.equals(CHAT) ? chat(prompt, false) : IMAGE.formatted(prompt);
    var first = sent(service.request(path), order, JSON);
    var second = sent(service.request(path), order, JSON);
    var third = sent(service.request(path), order, JSON);

    assertThat(first.statusCode()).as(first.body()).isEqualTo(422);
    assertThat(List.of(second.statusCode(), third.statusCode())).containsOnly(422);
    return isReplayed(second) && isReplayed(third) && third.body().equals(first.body());
  }

  @Test
  void aChatAnswerIsRepeated() throws Exception {
    var first = keyed(CHAT, chat("a fox", false));
    var second = keyed(CHAT, chat("a fox", false));

    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertReplayed(second);
    assertThat(id(second)).isEqualTo(id(first));
  }

  // Retries without a key.

  @ParameterizedTest
  @CsvSource({VIDEOS + ", false", VIDEOS + ", true"})
  void aMarkedRetryIsTheSameJob(String path, boolean isFirstMarked) throws Exception {
    var order = VIDEO.replace("fox", key);
    var first = isFirstMarked ? tried(path, order, "0") : sent(service.request(path), order, JSON);
    var retry = tried(path, order, "1");
    var next = tried(path, order, "2");

    assertThat(isReplayed(first)).isFalse();
    assertReplayed(retry);
    assertThat(List.of(id(retry), id(next))).containsOnly(id(first));
  }

  @Test
  void unmarkedEqualOrdersAreTwoJobs() throws Exception {
    var order = VIDEO.replace("fox", key);

    var ids =
        List.of(
            id(tried(VIDEOS, order, "0")),
            id(tried(VIDEOS, order, "0")),
            id(tried(VIDEOS, order, "junk")),
            id(service.post(VIDEOS, order)));

    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids).contains(id(tried(VIDEOS, order, "1")));
  }

  @Test
  void eachOfSeveralRetriesHasAJobOfItsOwn() throws Exception {
    var order = VIDEO.replace("fox", key);
    var firsts = together(5, () -> tried(VIDEOS, order, "0"));
    var retries = together(5, () -> tried(VIDEOS, order, "1"));

    assertThat(ids(retries)).hasSize(5).isEqualTo(ids(firsts));
    assertThat(ids(together(5, () -> tried(VIDEOS, order, "2")))).isEqualTo(ids(firsts));
  }

  @Test
  void aRetryOfWhatNeverArrivedIsOneJob() throws Exception {
    var order = VIDEO.replace("fox", key);

    assertThat(ids(together(5, () -> tried(VIDEOS, order, "1")))).hasSize(1);
  }

  @Test
  void aRetryOfAnotherOrderOrLicenceIsAnotherJob() throws Exception {
    var order = VIDEO.replace("fox", key);
    var first = id(tried(VIDEOS, order, "0"));
    var theirs =
        service
            .bare(VIDEOS)
            .header("Authorization", "other-key")
            .header("x-stainless-retry-count", "1");

    assertThat(id(tried(VIDEOS, order.replace("128", "130"), "1"))).isNotEqualTo(first);
    assertThat(id(sent(theirs, order, JSON))).isNotEqualTo(first);
  }

  private static Set<String> chatIdsIn(String events) {
    return Pattern.compile("chatcmpl-[0-9a-f]+")
        .matcher(events)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }
}
