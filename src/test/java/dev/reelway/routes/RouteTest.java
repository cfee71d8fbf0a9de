package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.Reelway;
import dev.reelway.contracts.Ports;
import dev.reelway.database.Database;
import dev.reelway.job.Job;
import dev.reelway.job.JobIntake;
import dev.reelway.job.JobQueries;
import dev.reelway.job.Workers;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.VideoOrder;
import dev.reelway.stories.Service;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.WrittenRequest;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.model.ModelCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfiguration;

/**
 * The routes of the whole application, one by one: the ledger, the beans and the Camel context are
 * the real ones, and what a route calls at an upstream or a sink can be a mock endpoint.
 *
 * <p>All classes share one context, which Spring keeps as long as their settings are the same; they
 * therefore run one after another, beside other classes. No tick and no trigger starts work by
 * itself: Quartz and the queues of triggers are not started, and each test starts the step that it
 * is about. Advice is undone after each test, see {@link RouteAdvice}.
 */
@SpringBootTest(classes = Reelway.class, webEnvironment = WebEnvironment.DEFINED_PORT)
@ContextConfiguration(initializers = RouteTest.Settings.class)
@ResourceLock("the context of the routes")
abstract class RouteTest {

  static final String LICENCE = "demo";
  static final String ADMIN_KEY = "an admin key of the tests of routes";

  /** No more upstreams are left to themselves because they failed than tests need. */
  private static final int FAILING = 40;

  private static final List<String> TABLES =
      List.of(
          "job",
          "job_metadata",
          "removal",
          "event_delivery",
          "event",
          "refusal",
          "api_batch",
          "batch",
          "batch_count",
          "receiver_pause",
          "request_key");

  private static final AtomicInteger FAILED = new AtomicInteger();

  @Autowired ModelCamelContext camel;
  @Autowired ProducerTemplate producer;
  @Autowired JobIntake intake;
  @Autowired JobQueries queries;
  @Autowired Database database;
  @Autowired Workers workers;

  RouteAdvice advice;

  /** A home of its own, free ports, and upstreams that nobody listens at. */
  static final class Settings
      implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      try {
        var sources = context.getEnvironment().getPropertySources();
        sources.addFirst(new MapPropertySource("routes", settings()));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private static Map<String, Object> settings() throws IOException {
      var home = Files.createTempDirectory("routes");
      // A home that has an inbox is not new, and gets no first prompts.
      Files.createDirectories(home.resolve("inbox"));
      // Tests put jobs into the ledger as delivered, without files: the outbox is there all the
      // same.
      Files.createFile(Files.createDirectories(home.resolve("outbox")).resolve(".reelway"));
      int port = Ports.free();
      var all = new HashMap<String, Object>();
      all.put("reelway.home", home.toString());
      all.put("server.port", port);
      all.put("management.server.port", 0);
      all.put("camel.main.name", "reelway-" + port);
      all.put("reelway.admin-key", ADMIN_KEY);
      all.put("reelway.admin.port", 0);
      all.put("camel.main.auto-startup-exclude-pattern", "quartz:*,seda:*,file:*");
      all.put("camel.main.shutdown-timeout", 1);
      all.put("reelway.events.to", "mock:events");
      all.put("reelway.intake.from", "direct:orders");
      all.put("reelway.intake.dead-letters", "mock:dead-letters");
      all.put("reelway.intake.model", "fox");
      all.put("reelway.intake.hot-folder.model", "fox");
      all.put("reelway.intake.hot-folder.look-every", "50ms");
      all.put("reelway.intake.unclaimed.move-after", "1ms");
      all.put("reelway.jobs.tick", "0 0 0 1 1 ? 2099");
      all.put("reelway.jobs.first-retry", "5m");
      all.put("reelway.jobs.poll-every", "1m");
      all.put("reelway.jobs.drain", "1s");
      all.putAll(upstream("fox", "sora"));
      all.putAll(upstream("painted-fox", "openai"));
      all.putAll(upstream("careful-fox", "sora"));
      all.put("reelway.upstreams.careful-fox.idempotent", true);
      all.putAll(upstream("narrow-fox", "sora"));
      all.put("reelway.upstreams.narrow-fox.limits.at-once", 1);
      for (int i = 0; i < FAILING; i++) {
        all.putAll(upstream("failing-fox-" + i, "sora"));
      }
      return all;
    }

    /** An upstream, and a model of the same name that it renders. */
    private static Map<String, Object> upstream(String name, String dialect) {
      var prefix = "reelway.upstreams.%s.".formatted(name);
      var target = "reelway.models.%s[0].".formatted(name);
      return Map.of(
          prefix + "dialect", dialect,
          prefix + "base-url", "http://127.0.0.1:9",
          prefix + "key", "secret",
          target + "upstream", name,
          target + "model", "fox-1");
    }
  }

  @BeforeEach
  void prepare() {
    advice = new RouteAdvice(camel);
  }

  @AfterEach
  void undo() throws Exception {
    advice.undo();
    for (var table : TABLES) {
      database.write(db -> db.sql("delete from " + table).update());
    }
  }

  /**
   * The model of an upstream that has not failed yet: one that fails gets no orders for a while.
   */
  static String failingModel() {
    return "failing-fox-" + FAILED.getAndIncrement();
  }

  /** A job of this licence that waits to be submitted. */
  Job queued(String model, String prompt) {
    return intake.accept(video(model, prompt), LICENCE);
  }

  /** A job whose render an upstream of the dialect sora works on. */
  Job rendering(String prompt, String task) throws Exception {
    return submitted(prompt, report(task, Verdict.WORKING));
  }

  /** A job whose render is done, and whose file is still with its upstream. */
  Job rendered(String prompt, String task) throws Exception {
    return submitted(prompt, report(task, Verdict.DONE));
  }

  private Job submitted(String prompt, Report report) throws Exception {
    var submit = advice.mock("upstream-sora-submit");
    answer(submit, report);
    var job = queued("fox", prompt);
    step("submit");
    due(job);
    return now(job);
  }

  /** A job whose request was written, and whose answer is lost. */
  Job lost(String model, String prompt) throws Exception {
    var submit = advice.mock("upstream-sora-submit");
    submit.whenAnyExchangeReceived(
        exchange -> {
          WrittenRequest.begin();
          throw new SocketException("reset");
        });
    var job = queued(model, prompt);
    step("submit");
    due(job);
    return now(job);
  }

  static Report report(String task, Verdict verdict, String... links) {
    return new Report(task, verdict, null, null, List.of(links));
  }

  static void answer(MockEndpoint mock, Object body) {
    mock.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(body));
  }

  /** Answers one body after the other. */
  static void answerInTurn(MockEndpoint mock, Object... bodies) {
    var left = new ConcurrentLinkedQueue<>(List.of(bodies));
    mock.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(left.remove()));
  }

  /** Fails once, and answers from then on. */
  static void failOnce(MockEndpoint mock, Exception failure, Object body) {
    var fails = new AtomicBoolean(true);
    mock.whenAnyExchangeReceived(
        exchange -> {
          if (fails.getAndSet(false)) {
            throw failure;
          }
          exchange.getMessage().setBody(body);
        });
  }

  static void fail(MockEndpoint mock, Throwable failure) {
    mock.whenAnyExchangeReceived(exchange -> exchange.setException(failure));
  }

  /** What a cell of the ledger has, as text. */
  @Nullable String cell(String query, Object... parameters) {
    return database
        .reader()
        .sql(query)
        .params(List.of(parameters))
        .query(String.class)
        .optional()
        .orElse(null);
  }

  static HttpOperationFailedException status(int code, String body) {
    return new HttpOperationFailedException(
        "http://127.0.0.1:9", code, "status", null, Map.of(), body);
  }

  /** A job of this licence for images, which waits to be submitted. */
  Job queuedImages(String prompt, int n) {
    var order =
        new ImageOrder(
            "painted-fox", "painted-fox", prompt, "1024x1024", n, "png", false, List.of());
    return intake.accept(order, LICENCE);
  }

  static VideoOrder video(String model, String prompt) {
    return new VideoOrder(model, model, prompt, "1280x720", 8, false, false, false, null);
  }

  /** Has a free worker take each job that is due at a step, and waits until one is done with. */
  void step(String step) throws InterruptedException {
    var done = done(step + "-job");
    workers.start(step);
    await(done);
  }

  /** Runs a route that waits for triggers, while this is done. */
  void whileStarted(String route, Work work) throws Exception {
    camel.getRouteController().startRoute(route);
    try {
      work.run();
    } finally {
      camel.getRouteController().stopRoute(route);
    }
  }

  /** Has the ledger refuse each new row of a table, while this is done. */
  void whileFull(String table, Work work) throws Exception {
    var trigger = "create trigger full before insert on %s begin select raise(abort, 'full'); end";
    database.write(db -> db.sql(trigger.formatted(table)).update());
    try {
      work.run();
    } finally {
      database.write(db -> db.sql("drop trigger full").update());
    }
  }

  interface Work {
    void run() throws Exception;
  }

  /**
   * Watches for the end of an exchange that begins at a route; the parts of a split do not count,
   * and neither do exchanges out of a queue of triggers, as both name the exchange they were copied
   * from. The end of an earlier exchange, which may still be announced, does not count either.
   */
  NotifyBuilder done(String route) {
    long now = System.currentTimeMillis();
    return new NotifyBuilder(camel)
        .fromRoute(route)
        .filter(exchange -> isWhole(exchange) && exchange.getClock().getCreated() >= now)
        .whenDone(1)
        .create();
  }

  private static boolean isWhole(Exchange exchange) {
    var whole = exchange.getProperty(Exchange.CORRELATION_ID);
    return whole == null || whole.equals(exchange.getExchangeId());
  }

  /** Watches for the end of an exchange out of a queue of triggers that is not split. */
  NotifyBuilder doneFromQueue(String route) {
    return new NotifyBuilder(camel).fromRoute(route).whenDone(1).create();
  }

  /** Watches for an exchange that begins at a route and ends with an error. */
  NotifyBuilder failed(String route) {
    return new NotifyBuilder(camel).fromRoute(route).whenFailed(1).create();
  }

  static void await(NotifyBuilder expected) {
    assertThat(expected.matches(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** Makes a job due now. */
  void due(Job job) {
    set(job, "due = 1");
  }

  void set(Job job, String columns) {
    database.write(
        db -> db.sql("update job set " + columns + " where id = ?").param(job.id()).update());
  }

  /** All jobs, the oldest first. */
  List<Job> jobs() {
    return database
        .reader()
        .sql("select id from job order by id")
        .query(String.class)
        .list()
        .stream()
        .map(id -> queries.findAny(id).orElseThrow())
        .toList();
  }

  /** The prompts of all jobs, the oldest first. */
  List<String> prompts() {
    return jobs().stream().map(job -> job.order().prompt()).toList();
  }

  /** The job as the ledger has it. */
  Job now(Job job) {
    return queries.findAny(job.id()).orElseThrow();
  }

  /** The only exchange that has come to a mock endpoint. */
  static Exchange only(MockEndpoint mock) {
    assertThat(mock.getReceivedExchanges()).hasSize(1);
    return mock.getReceivedExchanges().getFirst();
  }

  static Job job(Exchange exchange) {
    return exchange.getVariable("job", Job.class);
  }
}
