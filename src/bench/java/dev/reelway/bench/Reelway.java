package dev.reelway.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** target/reelway.jar with an empty home, and the constant upstream as its only engine. */
record Reelway(Program program, int port, Path home) implements AutoCloseable {

  /** A model of the upstream that answers at once. */
  static final String MODEL = "bench";

  /** A model of an upstream that takes one order and never ends it, so that all others wait. */
  static final String PARKED = "parked";

  private static final List<String> JAR = jar(Place.SERVICE);
  private static final String PROMPT = "A lighthouse in a storm, seen from a boat";
  private static final int WARM_UP_JOBS = 2_000;
  private static final Duration LONG = Duration.ofMinutes(15);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String DELIVERED = "\"status\":\"completed\"";
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");
  private static final Map<String, String> HEADERS =
      Map.of("Authorization", "demo", "Content-Type", "application/json");

  /** With settings like {@code reelway.sink=s3}, added to those of the bench. */
  static Reelway start(Place place, Nginx upstream, String... settings)
      throws IOException, InterruptedException {
    return start(place, upstream, JAR, settings);
  }

  /** The same, started by a command of its own. */
  static Reelway start(Place place, Nginx upstream, List<String> start, String... settings)
      throws IOException, InterruptedException {
    return start(place, place.home("reelway"), upstream, start, settings);
  }

  /** The same with the routes of the bench beside it, which add a constant one. */
  static Reelway withRoutes(Place place, Nginx upstream) throws IOException, InterruptedException {
    var home = place.home("reelway");
    var folder = Files.createDirectories(home.resolve("routes/api"));
    var constant = "routes/api/constant.camel.yaml";
    Files.copy(Place.BENCH.resolve(constant), folder.resolve("constant.camel.yaml"));
    return start(place, home, upstream, JAR);
  }

  private static Reelway start(
      Place place, Path home, Nginx upstream, List<String> start, String... settings)
      throws IOException, InterruptedException {
    int port = Place.freePort();
    Files.createDirectories(home.resolve("data/inbox")); // An empty home is greeted with a video.
    var command = new ArrayList<>(start);
    command.add("--server.port=" + port);
    command.add("--reelway.home=" + home.resolve("data"));
    var all = new LinkedHashMap<String, String>();
    Stream.concat(settings(upstream).stream(), Stream.of(settings))
        .map(setting -> setting.split("=", 2))
        .forEach(setting -> all.put(setting[0], setting[1]));
    all.forEach((name, value) -> command.add("--" + name + "=" + value));
    var program = place.closing(Program.start("reelway", home, command));
    var reelway = new Reelway(program, port, home.resolve("data"));
    program.ready(reelway.uri("/v1/models"));
    return reelway;
  }

  /** How the jar is started with these options of the JVM. */
  static List<String> jar(List<String> options) {
    return Place.java(options, Place.JAR);
  }

  private static List<String> settings(Nginx upstream) {
    return List.of(
        "management.server.port=0",
        "reelway.upstreams.bench.dialect=sora",
        "reelway.upstreams.bench.base-url=http://127.0.0.1:" + upstream.upstream(),
        "reelway.upstreams.bench.key=k",
        "reelway.upstreams.parked.dialect=sora",
        "reelway.upstreams.parked.base-url=http://127.0.0.1:" + upstream.parked(),
        "reelway.upstreams.parked.key=k",
        "reelway.upstreams.parked.limits.at-once=1",
        "reelway.models.bench[0].upstream=bench",
        "reelway.models.bench[0].model=m",
        "reelway.models.bench_image[0].upstream=bench",
        "reelway.models.bench_image[0].model=m",
        "reelway.models.parked[0].upstream=parked",
        "reelway.models.parked[0].model=m",
        "reelway.jobs.deadline=2h",
        "logging.level.reelway.jobs=warn");
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + "/sora" + path);
  }

  Call create(String model) {
    return create(model, PROMPT);
  }

  private Call create(String model, String prompt) {
    return new Call("POST", uri("/v1/videos"), order(model, prompt), HEADERS);
  }

  Call image() {
    return new Call("POST", uri("/v1/images/generations"), order("bench_image"), HEADERS);
  }

  /** The body of an order. */
  static String order(String model) {
    return order(model, PROMPT);
  }

  private static String order(String model, String prompt) {
    return "{\"prompt\":\"%s\",\"model\":\"%s\"}".formatted(prompt, model);
  }

  Call read(String id) {
    return Call.get(uri("/v1/videos/" + id), Map.of("Authorization", "demo"));
  }

  /** Orders a video and answers its id. */
  String ordered(String model, String prompt) throws IOException, InterruptedException {
    var id = ID.matcher(answer(create(model, prompt)));
    if (!id.find()) {
      throw new IOException("The order has no id");
    }
    return id.group(1);
  }

  /** Orders a video, waits until it is in the sink, and answers its id. */
  String delivered() throws IOException, InterruptedException {
    var id = ordered(MODEL, PROMPT);
    program.awaitCalmly(() -> answer(read(id)).contains(DELIVERED));
    return id;
  }

  /**
   * Drops a file with this many orders for one model into the inbox, under its name at once. The
   * name is in each prompt, as a file of the same content would be refused.
   */
  void drop(String name, String model, int orders) throws IOException {
    var text = new StringBuilder("prompt,model\n");
    for (int n = 1; n <= orders; n++) {
      text.append("%s: a lighthouse in storm %d,%s\n".formatted(name, n, model));
    }
    var staged = Files.writeString(home.resolve(name), text);
    Files.move(staged, home.resolve("inbox").resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Works off one file of orders, so that the steps of jobs are compiled when they are measured, or
   * what runs beside them.
   */
  void warmUpJobs() throws IOException, InterruptedException {
    drop("warm-up.csv", MODEL, WARM_UP_JOBS);
    awaitCompleted(1);
  }

  /** Waits until so many dropped files are read: each of their orders is a job. */
  void awaitRead(int files) throws IOException, InterruptedException {
    program.await(LONG, () -> count(": file read, orders: ") == files);
  }

  /** Waits until the last job of so many dropped files has ended. */
  void awaitCompleted(int files) throws IOException, InterruptedException {
    program.await(LONG, () -> isCompleted(files));
  }

  boolean isCompleted(int files) throws IOException {
    return count(" completed: its results are in ") >= files;
  }

  private long count(String words) throws IOException {
    return program.log().lines().filter(line -> line.contains(words)).count();
  }

  /** Seconds from the end of a render until its file was in the sink, as the log says. */
  double fetched(String id) throws IOException, InterruptedException {
    program.await(() -> program.log().contains(id + " is delivered"));
    return Duration.between(logged(id + " is rendered"), logged(id + " is delivered")).toMillis()
        / 1e3;
  }

  private OffsetDateTime logged(String words) throws IOException {
    var line = program.log().lines().filter(one -> one.contains(words)).findFirst().orElseThrow();
    return OffsetDateTime.parse(line.substring(0, line.indexOf(' ')));
  }

  private static String answer(Call call) throws IOException, InterruptedException {
    var answer = CLIENT.send(call.request(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(call.uri() + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  @Override
  public void close() throws InterruptedException {
    program.close();
  }
}
