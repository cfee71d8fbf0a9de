package dev.reelway.stories;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.Reelway;
import dev.reelway.contracts.Ports;
import dev.reelway.leaks.Leaks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.quartz.QuartzComponent;
import org.awaitility.Awaitility;
import org.quartz.CronTrigger;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.matchers.GroupMatcher;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The whole application on a free port and a home of its own, and a caller of it. */
public final class Service implements AutoCloseable {

  /** Longer than any machine needs, however busy it is. */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The key of its sandbox. */
  static final String SANDBOX_KEY = "the-sandboxs-s3cret";

  static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A cron expression ticks once a second at most, and most steps of a test wait for a tick of one
   * of these. All others keep theirs, as the machine has better things to do.
   */
  private static final Set<String> QUICK =
      Set.of("submit-jobs", "recover-jobs", "poll-jobs", "deliver-jobs", "deliveries-claim");

  private final HttpClient client = HttpClient.newHttpClient();
  private final ConfigurableApplicationContext context;
  private final int port;
  private final Path home;

  private Service(ConfigurableApplicationContext context, int port, Path home) {
    this.context = context;
    this.port = port;
    this.home = home;
  }

  /** Starts with quick renders; settings are {@code reelway.x.y=value}. */
  public static Service start(Path home, String... settings) throws IOException {
    return start(Clock.systemUTC(), home, settings);
  }

  /** The same, by another clock. */
  static Service start(Clock clock, Path home, String... settings) throws IOException {
    return startWith(context -> put(clock, context), home, settings);
  }

  /**
   * The same, with other parts.
   *
   * @param parts puts them in before the application looks for its own
   */
  public static Service startWith(
      Consumer<GenericApplicationContext> parts, Path home, String... settings) throws IOException {
    int port = Ports.free();
    var all = new ArrayList<>(usual(port, home));
    all.removeIf(one -> Stream.of(settings).anyMatch(other -> other.startsWith(key(one))));
    all.addAll(List.of(settings));
    var arguments = all.stream().map(one -> "--" + one).toArray(String[]::new);
    var application = new SpringApplicationBuilder(Reelway.class);
    application.initializers((GenericApplicationContext context) -> parts.accept(context));
    var context = application.run(arguments);
    tickMoreOften(context.getBean(CamelContext.class));
    return new Service(context, port, home);
  }

  private static void tickMoreOften(CamelContext camel) {
    var quartz = camel.getComponent("quartz", QuartzComponent.class).getScheduler();
    var often = SimpleScheduleBuilder.simpleSchedule().withIntervalInMilliseconds(200);
    try {
      for (var key : quartz.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
        if (quartz.getTrigger(key) instanceof CronTrigger cron && QUICK.contains(key.getName())) {
          var trigger = TriggerBuilder.newTrigger().withIdentity(key).forJob(cron.getJobKey());
          quartz.rescheduleJob(key, trigger.withSchedule(often.repeatForever()).build());
        }
      }
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String key(String setting) {
    return setting.substring(0, setting.indexOf('=') + 1);
  }

  /** What holds unless a test says otherwise. */
  private static List<String> usual(int port, Path home) {
    return List.of(
        "reelway.home=" + home,
        "server.port=" + port,
        "management.server.port=0",
        // Quartz knows its schedulers by this name, and they must not be one.
        "camel.main.name=reelway-" + port,
        // A video of a second and a few pixels, whatever is ordered: the machine is spared.
        "reelway.models.tiny[0].upstream=sandbox",
        "reelway.models.tiny[0].model=tiny",
        "reelway.models.tiny[0].nearest=true",
        "reelway.models.tiny[0].can.seconds=1",
        "reelway.models.tiny[0].can.sizes=128x72,72x128",
        "reelway.jobs.poll-every=100ms",
        "reelway.jobs.first-retry=100ms",
        "reelway.jobs.look-up-for=2s",
        "reelway.intake.hot-folder.look-every=50ms",
        "reelway.intake.hot-folder.model=tiny",
        // What hangs in a test is not waited for.
        "reelway.jobs.drain=1s",
        "camel.component.seda.default-poll-timeout=20",
        "reelway.sandbox.key=" + SANDBOX_KEY,
        "reelway.sandbox.render-time=200ms");
  }

  private static void put(Clock clock, GenericApplicationContext context) {
    context.registerBean("thisClock", Clock.class, () -> clock, bean -> bean.setPrimary(true));
  }

  /** A part of the service. */
  public <T> T bean(Class<T> kind) {
    return context.getBean(kind);
  }

  public Path home() {
    return home;
  }

  public int port() {
    return port;
  }

  /** Where it tells of its health and its metrics. */
  public int managementPort() {
    return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
  }

  /** What the service says of its own state. */
  HttpResponse<String> health() throws IOException, InterruptedException {
    return health("");
  }

  /** The same for a group, like {@code /live}. */
  HttpResponse<String> health(String group) throws IOException, InterruptedException {
    var health = URI.create("http://127.0.0.1:" + managementPort() + "/observe/health" + group);
    return send(HttpRequest.newBuilder(health));
  }

  /** What the service tells Prometheus. */
  String metrics() throws IOException, InterruptedException {
    var metrics = URI.create("http://127.0.0.1:" + managementPort() + "/observe/prometheus");
    return send(HttpRequest.newBuilder(metrics)).body();
  }

  /** A request of somebody who shows the demo licence. */
  public HttpRequest.Builder request(String path) {
    return bare(path).header("Authorization", "demo");
  }

  /** A request of somebody who shows nothing. */
  public HttpRequest.Builder bare(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  public HttpResponse<byte[]> bytes(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  public HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** Orders a video of this prompt and answers its id. */
  public String order(String prompt) throws IOException, InterruptedException {
    var body =
        JSON.writeValueAsString(
            Map.of("prompt", prompt, "model", "tiny", "size", "128x72", "seconds", 1));
    return json(post("/sora/v1/videos", body)).path("id").asText();
  }

  public JsonNode video(String id) throws IOException, InterruptedException {
    return json(get("/sora/v1/videos/" + id));
  }

  /** Waits for the video's end and answers it. */
  public JsonNode ended(String id) {
    return Awaitility.await("the end of " + id)
        .atMost(PATIENCE)
        .until(() -> video(id), shown -> shown.path("status").asText().matches("completed|failed"));
  }

  public static JsonNode json(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  /** What it tells of itself without a licence names no secret. */
  private void searchForSecrets() {
    for (var path : List.of("health", "prometheus")) {
      var observed = URI.create("http://127.0.0.1:%d/observe/%s".formatted(managementPort(), path));
      try {
        var request = HttpRequest.newBuilder(observed).timeout(Duration.ofSeconds(2));
        Leaks.search("/observe/" + path, send(request).body());
      } catch (IOException unavailable) {
        // It was stopped, or its database is away.
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    if (context.isActive()) {
      searchForSecrets();
    }
    context.close();
    client.close();
  }
}
