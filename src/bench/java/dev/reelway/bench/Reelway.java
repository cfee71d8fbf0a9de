package dev.reelway.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** target/reelway.jar with an empty home, and the constant upstream as its only engine. */
record Reelway(Program program, int port, Path home) implements AutoCloseable {

  /** A model of the upstream that answers at once. */
  static final String MODEL = "bench";

  /** A model of an upstream that takes one order and never ends it, so that all others wait. */
  static final String PARKED = "parked";

  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");
  private static final Map<String, String> HEADERS =
      Map.of("Authorization", "demo", "Content-Type", "application/json");

  /** With settings like {@code reelway.sink=s3}, added to those of the bench. */
  static Reelway start(Place place, Nginx upstream, String... settings)
      throws IOException, InterruptedException {
    return start(place, upstream, List.of(Place.JAVA, "-jar", Place.JAR.toString()), settings);
  }

  /** The same, started by a command of its own. */
  static Reelway start(Place place, Nginx upstream, List<String> start, String... settings)
      throws IOException, InterruptedException {
    int port = Place.freePort();
    var home = place.home("reelway");
    var command = new ArrayList<>(start);
    command.add("--server.port=" + port);
    command.add("--reelway.home=" + home.resolve("data"));
    for (var setting : settings(upstream)) {
      command.add("--" + setting);
    }
    for (var setting : settings) {
      command.add("--" + setting);
    }
    var program = place.closing(Program.start("reelway", home, command));
    var reelway = new Reelway(program, port, home.resolve("data"));
    program.ready(reelway.uri("/v1/models"));
    return reelway;
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
    return new Call("POST", uri("/v1/videos"), order(model), HEADERS);
  }

  static String order(String model) {
    return "{\"prompt\":\"A lighthouse in a storm, seen from a boat\",\"model\":\"" + model + "\"}";
  }

  Call read(String id) {
    return Call.get(uri("/v1/videos/" + id), Map.of("Authorization", "demo"));
  }

  /** Orders a video and answers its id. */
  String order() throws IOException, InterruptedException {
    var id = ID.matcher(answer(create(MODEL)));
    if (!id.find()) {
      throw new IOException("The order has no id");
    }
    return id.group(1);
  }

  /** Orders a video, waits until it is in the sink, and answers its id. */
  String delivered() throws IOException, InterruptedException {
    var id = order();
    program.await(() -> answer(read(id)).contains("completed"));
    return id;
  }

  static String answer(Call call) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(call.request(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(call.uri() + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    }
  }

  @Override
  public void close() throws InterruptedException {
    program.close();
  }
}
