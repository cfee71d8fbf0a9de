package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Upstreams with several keys, and with only so much room; all videos arrive all the same. */
class LimitStoryTest extends StoryTest {

  private final Busy pair = started(200);
  private final Busy half = started(200, "gone");
  private final Busy small = started(100);
  private final Busy shy = started(500);

  @Override
  String[] settings() {
    return Stream.of(
            upstream("pair", pair, "keys.main=one", "keys.second=two"),
            upstream("half", half, "keys.main=gone", "keys.second=good"),
            upstream("small", small, "key=k", "limits.at-once=2"),
            upstream("shy", shy, "key=k", "limits.polls-per-minute=120"),
            Stream.of(
                "reelway.licences.tight.key=tight",
                "reelway.licences.tight.scopes=videos,chat",
                "reelway.licences.tight.models=tiny",
                "reelway.licences.tight.limits.requests-per-minute=6",
                "reelway.licences.tight.limits.jobs-at-once=1"))
        .flatMap(one -> one)
        .toArray(String[]::new);
  }

  private static Stream<String> upstream(String name, Busy busy, String... more) {
    return Stream.concat(
        Stream.of(
            "reelway.upstreams.%s.dialect=sora".formatted(name),
            "reelway.upstreams.%s.base-url=%s".formatted(name, busy.url()),
            "reelway.models.%s[0].upstream=%s".formatted(name, name),
            "reelway.models.%s[0].model=m".formatted(name)),
        Stream.of(more).map(one -> "reelway.upstreams.%s.%s".formatted(name, one)));
  }

  @AfterAll
  void stopUpstreams() {
    Stream.of(pair, half, small, shy).forEach(Busy::close);
  }

  @Test
  void keysTakeTurnsAndEachIsAskedAfterItsOwn() throws Exception {
    allArrive(ordered("pair", 24));

    assertThat(pair.makers()).containsExactlyInAnyOrder("one", "two");
    assertThat(pair.strange()).isEmpty();
  }

  @Test
  void theNextKeyGoesOnWhereOneIsNotTaken() throws Exception {
    allArrive(ordered("half", 12));

    assertThat(half.refused()).isBetween(1, 12);
    assertThat(half.makers()).containsExactly("good");
    assertThat(half.strange()).isEmpty();
  }

  @Test
  void noMoreRendersAreOpenThanTheLimitAllows() throws Exception {
    allArrive(ordered("small", 30));

    assertThat(small.mostOpen()).isEqualTo(2);
  }

  /** A busy machine only lets them arrive later, so that they are counted from the start. */
  @Test
  void noMoreRequestsAreSentThanAMinuteAllows() throws Exception {
    long start = System.nanoTime();
    allArrive(ordered("shy", 12));

    var asked = shy.questions();
    assertThat(asked).hasSizeGreaterThan(4);
    for (int i = 0; i < asked.size(); i++) {
      assertThat(asked.get(i) - start).isGreaterThanOrEqualTo(i * 500_000_000L);
    }
  }

  @Test
  void aLicenceOrdersItsModelsWithinItsLimits() throws Exception {
    var models = asked("/sora/v1/models");
    assertThat(Service.json(models).at("/data").findValuesAsText("id")).containsExactly("tiny");
    assertThat(models.headers().map())
        .containsEntry("x-ratelimit-limit-requests", List.of("6"))
        .containsEntry("x-ratelimit-remaining-requests", List.of("5"))
        .containsEntry("x-ratelimit-reset-requests", List.of("10s"));

    assertThat(refusal(orderedBy("/sora/v1/videos", "sora-2")))
        .isEqualTo("403 invalid_request_error model model_not_found");
    assertThat(orderedBy("/sora/v1/videos", "tiny").statusCode()).isEqualTo(200);
    var second = orderedBy("/sora/v1/chat/completions", "tiny");
    assertThat(refusal(second)).isEqualTo("429 requests null rate_limit_exceeded");
    assertThat(second.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(asked("/sora/v1/usage").body())
        .isEqualTo(
            """
            {"object":"usage","requests_per_minute":6,\
            "jobs_at_once":{"limit":1,"used":1,"remaining":0}}\
            """);

    HttpResponse<String> late;
    do {
      late = asked("/sora/v1/models");
    } while (late.statusCode() == 200);
    assertThat(refusal(late)).isEqualTo("429 requests null rate_limit_exceeded");
    assertThat(late.headers().map()).containsKeys("retry-after", "x-ratelimit-reset-requests");
  }

  private HttpResponse<String> asked(String path) throws Exception {
    return service.send(service.bare(path).header("Authorization", "tight"));
  }

  private HttpResponse<String> orderedBy(String path, String model) throws Exception {
    var prompt = "[sandbox:never] a fox";
    var message = Map.of("role", "user", "content", prompt);
    var order =
        path.endsWith("videos")
            ? Map.of("prompt", prompt, "model", model)
            : Map.of("messages", List.of(message), "model", model, "stream", true);
    return service.send(
        service
            .bare(path)
            .header("Authorization", "tight")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Service.JSON.writeValueAsString(order))));
  }

  private static String refusal(HttpResponse<String> answer) throws IOException {
    var error = Service.json(answer).path("error");
    return "%d %s %s %s"
        .formatted(
            answer.statusCode(),
            error.path("type").asText(),
            error.path("param").asText(),
            error.path("code").asText());
  }

  private List<String> ordered(String model, int count) throws Exception {
    var ids = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      var order = Map.of("prompt", "a fox", "model", model, "size", "128x72", "seconds", 1);
      var job = service.post("/sora/v1/videos", Service.JSON.writeValueAsString(order));
      ids.add(Service.json(job).path("id").asText());
    }
    return ids;
  }

  private void allArrive(List<String> ids) {
    for (var id : ids) {
      assertThat(service.ended(id).path("status").asText()).isEqualTo("completed");
    }
  }

  private static Busy started(long renderMillis, String... dead) {
    try {
      return new Busy(renderMillis, dead);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
