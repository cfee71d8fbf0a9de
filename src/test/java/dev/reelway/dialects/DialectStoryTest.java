package dev.reelway.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.sandbox.Poster;
import dev.reelway.stories.Service;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole service makes films at upstreams that take nothing but their own protocol. */
@TestInstance(Lifecycle.PER_CLASS)
class DialectStoryTest {

  private final List<Fixture> fixtures;
  private Service service;

  DialectStoryTest() throws IOException {
    fixtures = List.of(new ArkFixture(), new RunwayFixture());
  }

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    var settings =
        Stream.concat(
            Stream.of("reelway.references.private-hosts[0]=127.0.0.1"),
            fixtures.stream().flatMap(Fixture::settings));
    service = Service.start(home, settings.toArray(String[]::new));
  }

  @AfterAll
  void stop() {
    service.close();
    fixtures.forEach(Fixture::close);
  }

  @AfterEach
  void nobodyWentAgainstAProtocol() {
    assertThat(fixtures.stream().flatMap(one -> one.violations().stream())).isEmpty();
  }

  Stream<Fixture> fixtures() {
    return fixtures.stream();
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("fixtures")
  void aFilmComesOutAsItsUpstreamMadeIt(Fixture upstream) throws Exception {
    upstream.play(Fault.NONE);

    var video = ended(upstream, Map.of());

    assertThat(video.path("status").asText()).isEqualTo("completed");
    assertThat(film(video)).isEqualTo(upstream.film());
    assertThat(upstream.orders()).isEqualTo(1);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("fixtures")
  void aFilmMayStartFromAPicture(Fixture upstream) throws Exception {
    upstream.play(Fault.NONE);
    var bytes = Base64.getEncoder().encodeToString(Poster.png(64, 36, Color.RED));
    var picture = "data:image/png;base64," + bytes;

    var video = ended(upstream, Map.of("input_reference", picture));

    assertThat(video.path("status").asText()).isEqualTo("completed");
    assertThat(film(video)).isEqualTo(upstream.film());
    assertThat(upstream.lastOrder().toString()).contains(picture);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("fixtures")
  void picturesAreNotOrderedWhereNobodyMakesThem(Fixture upstream) throws Exception {
    upstream.play(Fault.NONE);
    var order = Map.of("prompt", "a fox in the snow", "model", upstream.dialect());

    var answer = service.post("/sora/v1/images/generations", json(order));

    assertThat(Service.json(answer).at("/error/message").asText())
        .isEqualTo("This upstream makes no pictures.");
    assertThat(upstream.orders()).isZero();
  }

  /** All upstreams at once, as most of the time is spent waiting for the next question. */
  @ParameterizedTest
  @EnumSource
  void noTroubleMakesASecondFilm(Fault fault) throws Exception {
    var jobs = new LinkedHashMap<Fixture, String>();
    for (var upstream : fixtures) {
      upstream.play(fault);
      jobs.put(upstream, ordered(upstream, Map.of()));
    }
    for (var job : jobs.entrySet()) {
      var upstream = job.getKey();
      var video = service.ended(job.getValue());

      var end = video.path("error").path("code").asText(video.path("status").asText());
      assertThat(end).as(upstream.dialect()).isEqualTo(endAfter(fault));
      assertThat(upstream.orders()).isEqualTo(fault == Fault.BUSY ? 2 : 1);
      if (end.equals("completed")) {
        assertThat(film(video)).isEqualTo(upstream.film());
      }
    }
  }

  private static String endAfter(Fault fault) {
    return switch (fault) {
      case NONE, PAGE_LATER, UNKNOWN_STATUS, ODD_PROGRESS, LOST, BUSY, STORM, CUT, EXPIRED ->
          "completed";
      case RESET, PAGE, NO_ID -> "submit_unknown";
      case ERROR_IN_200, NO_LINK, FAILED -> "failed";
      case REFUSED -> "refused";
    };
  }

  private JsonNode ended(Fixture upstream, Map<String, Object> more) throws Exception {
    return service.ended(ordered(upstream, more));
  }

  private String ordered(Fixture upstream, Map<String, Object> more) throws Exception {
    var order = new HashMap<String, Object>(more);
    order.put("prompt", "a fox in the snow");
    order.put("model", upstream.dialect());
    order.put("size", "1280x720");
    order.put("seconds", 5);
    var answer = service.post("/sora/v1/videos", json(order));
    return Service.json(answer).path("id").asText();
  }

  private byte[] film(JsonNode video) throws Exception {
    var path = "/sora/v1/videos/" + video.path("id").asText() + "/content";
    return service.bytes(service.request(path)).body();
  }

  private static String json(Map<String, ?> order) throws IOException {
    return Call.JSON.writeValueAsString(order);
  }
}
