package dev.reelway.dialects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.dialects.BreakingProxy.Break;
import dev.reelway.job.QuotaAudit;
import dev.reelway.stories.Hook;
import dev.reelway.stories.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.spi.InterceptStrategy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whichever step of a route, call to the upstream or call to the database fails on the way of a
 * video, an image or a webhook, the job is delivered or cleanly failed, its owner is told, it is
 * ordered once at the most, and it holds no lease and no worker any more.
 */
@Order(1)
@TestInstance(Lifecycle.PER_CLASS)
public class NthCallStoryTest {

  /** A job that nobody works on is another's after this. */
  private static final String LEASE = "3s";

  private static final int AT_ONCE = 3;

  private static final int STATEMENTS = 60;

  private final SoraFixture upstream = new SoraFixture();
  private final BreakingProxy proxy = new BreakingProxy(upstream.baseUrl());
  private final FailingSteps steps = new FailingSteps();
  private final Hook hook = new Hook();
  private @Nullable FailingDatabase failing;
  private @Nullable DataSource ledger;
  private Service service;

  protected NthCallStoryTest() throws IOException {}

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    var settings =
        Stream.concat(
            upstream.settings().map(one -> one.replace(upstream.baseUrl(), proxy.url())),
            Stream.of(
                "reelway.references.private-hosts[0]=127.0.0.1",
                "reelway.intake.hot-folder.enabled=false",
                "reelway.licences.demo.webhook.url=" + hook.url("/hook"),
                "reelway.events.private-hosts[0]=127.0.0.1",
                "reelway.licences.demo.limits.jobs-at-once=1000000",
                "reelway.licences.demo.limits.day.seconds=1000000",
                "reelway.licences.demo.limits.month.jobs=1000000",
                "reelway.jobs.lease=" + LEASE));
    service = Service.startWith(this::register, home, settings.toArray(String[]::new));
  }

  private void register(GenericApplicationContext context) {
    failing = new FailingDatabase(context);
    context.getBeanFactory().addBeanPostProcessor(failing);
    context.registerBean("failingSteps", InterceptStrategy.class, () -> steps);
    context.addApplicationListener(event -> ledger = context.getBean("writing", DataSource.class));
  }

  /** The suite tries some, the drill tries all. */
  protected int stride() {
    return 12;
  }

  @AfterAll
  void stop() {
    service.close();
    upstream.close();
    proxy.close();
    hook.close();
  }

  /** Some at once, as each job fails at a step of its own; few, or the upstream would be away. */
  @Test
  void anyStepMayFail() throws Exception {
    upstream.play(Fault.NONE);
    int steps = stepsOfAnUndisturbedJob();
    for (int step = 1; step <= steps; step += AT_ONCE * stride()) {
      int first = step;
      stepsFail(
          IntStream.range(0, AT_ONCE)
              .map(n -> first + n * stride())
              .mapToObj(FailingSteps::prompt)
              .toList());
    }

    nothingIsLeftOpen();
  }

  private void stepsFail(List<String> prompts) throws Exception {
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var images = new ArrayList<Future<JsonNode>>();
      var videos = new ArrayList<String>();
      for (var prompt : prompts) {
        images.add(callers.submit(() -> image(prompt)));
        videos.add(video(prompt));
      }
      for (var image : images) {
        isAnswered(image.get());
      }
      videos.forEach(this::hasEnded);
    }
    for (var prompt : prompts) {
      // One video and one image.
      assertThat(proxy.orders(prompt)).as(prompt).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void anyCallToTheUpstreamMayFail() throws Exception {
    upstream.play(Fault.NONE);
    for (var how : Break.values()) {
      int call = 1;
      do {
        var prompt = "a fox behind call %d %s".formatted(call, how);
        proxy.breakCall(call, how);
        hasEnded(video(prompt));
        assertThat(proxy.orders(prompt)).as(prompt).isLessThanOrEqualTo(1);
        call += Math.min(3, stride());
      } while (call <= proxy.calls());
      proxy.breakCall(1, how);
      isAnswered(image("a fox " + how));
      assertThat(proxy.orders("a fox " + how)).isLessThanOrEqualTo(1);
    }
    proxy.breakCall(0, Break.ERROR);

    nothingIsLeftOpen();
  }

  @Test
  void anyCallToTheDatabaseMayFail() throws Exception {
    var database = Objects.requireNonNull(failing);
    upstream.play(Fault.NONE);
    for (int n = 1; n <= STATEMENTS; n += stride()) {
      var prompt = "a fox beside statement " + n;
      database.failCall(n);
      var answer = order(prompt);
      if (answer.has("id")) {
        hasEnded(answer.path("id").asText());
      } else {
        assertThat(answer.at("/error/type").asText()).isEqualTo("server_error");
      }
      assertThat(proxy.orders(prompt)).as(prompt).isLessThanOrEqualTo(1);
      await().atMost(Service.PATIENCE).until(database::hasFailed);
    }

    nothingIsLeftOpen();
  }

  private int stepsOfAnUndisturbedJob() throws Exception {
    hasEnded(video("a fox"));
    image("a fox");
    return steps.most();
  }

  /** Its owner is told of that, by the webhook too. */
  private void hasEnded(String id) {
    var video = service.ended(id);
    if (video.path("status").asText().equals("failed")) {
      assertThat(video.at("/error/message").asText()).as(id).isNotBlank();
      assertThat(video.at("/error/code").asText()).as(id).isNotEqualTo("timed_out");
    }
    await("the event of " + id)
        .atMost(Service.PATIENCE)
        .until(() -> !hook.received("/hook", id).isEmpty());
  }

  private static void isAnswered(JsonNode image) {
    assertThat(image.has("data") || image.has("error")).as(image.toString()).isTrue();
  }

  /** No job is open, no lease is held, and licences have used what their jobs say. */
  private void nothingIsLeftOpen() {
    await().atMost(Service.PATIENCE).until(() -> count("owner is not null") == 0);
    await()
        .atMost(Service.PATIENCE)
        .until(() -> count("state not in ('delivered', 'failed')") == 0);
    assertThat(QuotaAudit.differences(JdbcClient.create(Objects.requireNonNull(ledger)))).isEmpty();
  }

  private int count(String which) {
    return JdbcClient.create(Objects.requireNonNull(ledger))
        .sql("select count(*) from job where " + which)
        .query(Integer.class)
        .single();
  }

  private String video(String prompt) throws Exception {
    return order(prompt).path("id").asText();
  }

  private JsonNode order(String prompt) throws Exception {
    var order =
        Map.of(
            "prompt", prompt, "model", "sora", "size", "1280x720", "seconds", upstream.seconds());
    return Service.json(service.post("/sora/v1/videos", Call.JSON.writeValueAsString(order)));
  }

  private JsonNode image(String prompt) throws Exception {
    var order = Map.of("prompt", prompt, "model", "sora-image");
    return Service.json(
        service.post("/sora/v1/images/generations", Call.JSON.writeValueAsString(order)));
  }
}
