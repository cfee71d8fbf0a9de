package dev.reelway.dialects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.sandbox.Poster;
import dev.reelway.stories.Service;
import java.awt.Color;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two licences order in turn at an upstream of every dialect, with room for two renders at once and
 * with room for all: the one with an image in each order, the other with none. Of the first one's
 * orders some are answered 400, 429 or not at all. No order may ever carry what another brought.
 */
@Order(1)
@TestInstance(Lifecycle.PER_CLASS)
class IsolationStoryTest {

  private static final int PAIRS = 4;
  private static final Map<String, String> LICENCES = Map.of("a", "licence-a", "b", "licence-b");

  private final Map<String, Fixture> upstreams = new LinkedHashMap<>();
  private final Map<String, byte[]> images = new HashMap<>();
  private final Map<String, Map<String, String>> jobs = new LinkedHashMap<>();
  private Service service;

  IsolationStoryTest() throws IOException {
    Fixture.ofEveryDialect().forEach(one -> upstreams.put(one.dialect() + "-roomy", one));
    Fixture.ofEveryDialect().forEach(one -> upstreams.put(one.dialect() + "-small", one));
    for (int i = 0; i < PAIRS; i++) {
      images.put(prompt("a", i), Poster.png(16 + i, 16, Color.RED));
    }
  }

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    var settings =
        Stream.of(
            Stream.of("reelway.references.private-hosts[0]=127.0.0.1"),
            LICENCES.entrySet().stream().flatMap(IsolationStoryTest::licence),
            upstreams.entrySet().stream().flatMap(one -> one.getValue().settings(one.getKey())),
            upstreams.keySet().stream().filter(name -> name.endsWith("-small")).map(this::small));
    service = Service.start(home, settings.flatMap(one -> one).distinct().toArray(String[]::new));
    for (var upstream : upstreams.entrySet()) {
      stumble(upstream.getValue());
      jobs.put(upstream.getKey(), orderedInTurn(upstream.getKey(), upstream.getValue()));
    }
  }

  private static Stream<String> licence(Map.Entry<String, String> one) {
    var prefix = "reelway.licences.%s.".formatted(one.getKey());
    return Stream.of(prefix + "key=" + one.getValue(), prefix + "scopes[0]=videos");
  }

  private String small(String upstream) {
    return "reelway.upstreams.%s.limits.at-once=2".formatted(upstream);
  }

  @AfterAll
  void stop() {
    service.close();
    upstreams.values().forEach(Fixture::close);
  }

  Set<String> upstreams() {
    return upstreams.keySet();
  }

  @ParameterizedTest
  @MethodSource("upstreams")
  void everyRequestCarriesWhatItsOwnOrderBrought(String name) {
    var upstream = Objects.requireNonNull(upstreams.get(name));
    await("all orders at " + name)
        .atMost(Service.PATIENCE)
        .until(() -> prompts(upstream).containsAll(jobsAt(name).keySet()));

    for (var request : upstream.received()) {
      var prompt = prompt(request);
      assertThat(carried(upstream, request))
          .as(prompt)
          .isEqualTo(images.containsKey(prompt) ? Set.of(prompt) : Set.of());
    }
    assertThat(upstream.violations()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("upstreams")
  void everyJobEnds(String name) {
    for (var job : jobsAt(name).entrySet()) {
      var licence = job.getKey().substring(0, 1);
      var shown =
          await("the end of " + job)
              .atMost(Service.PATIENCE)
              .until(() -> status(job.getValue(), licence), one -> one.matches("completed|failed"));
      if (licence.equals("b")) {
        assertThat(shown).as(job.getKey()).isEqualTo("completed");
      }
    }
  }

  private Map<String, String> jobsAt(String upstream) {
    return Objects.requireNonNull(jobs.get(upstream));
  }

  // What is ordered.

  private static void stumble(Fixture upstream) {
    List<Supplier<Reply>> stumbles =
        List.of(
            () -> upstream.error(400, "Not this one."),
            () -> upstream.error(429, "There are too many of you."),
            upstream::lost);
    for (int i = 0; i < stumbles.size(); i++) {
      upstream.except(prompt("a", i), stumbles.get(i));
    }
  }

  private Map<String, String> orderedInTurn(String model, Fixture upstream) throws Exception {
    var all = new LinkedHashMap<String, String>();
    for (int i = 0; i < PAIRS; i++) {
      for (var licence : List.of("a", "b")) {
        all.put(prompt(licence, i), ordered(model, upstream, licence, i));
      }
    }
    return all;
  }

  private String ordered(String model, Fixture upstream, String licence, int number)
      throws Exception {
    var order = new HashMap<String, Object>();
    order.put("prompt", prompt(licence, number));
    order.put("model", model);
    order.put("size", "1280x720");
    order.put("seconds", upstream.seconds());
    var image = images.get(prompt(licence, number));
    if (image != null) {
      order.put("input_reference", link(image));
    }
    var call =
        request("", licence)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Call.JSON.writeValueAsString(order)));
    return Service.json(service.send(call)).path("id").asText();
  }

  private HttpRequest.Builder request(String path, String licence) {
    return service
        .bare("/sora/v1/videos" + path)
        .header("Authorization", "Bearer " + LICENCES.get(licence));
  }

  private String status(String job, String licence) throws Exception {
    return Service.json(service.send(request("/" + job, licence))).path("status").asText();
  }

  private static String prompt(String licence, int number) {
    return "%s orders number %d.".formatted(licence, number);
  }

  private static String link(byte[] png) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }

  // What arrived.

  private static List<String> prompts(Fixture upstream) {
    return upstream.received().stream().map(IsolationStoryTest::prompt).toList();
  }

  private static String prompt(Call request) {
    var said = new ArrayList<String>();
    for (var licence : List.of("a", "b")) {
      IntStream.range(0, PAIRS)
          .mapToObj(number -> prompt(licence, number))
          .filter(request.body()::contains)
          .forEach(said::add);
    }
    assertThat(said).hasSize(1);
    return said.getFirst();
  }

  /** The orders whose images stand in a request. */
  private Set<String> carried(Fixture upstream, Call request) {
    return images.entrySet().stream()
        .filter(one -> request.body().contains(upstream.written(one.getValue())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
