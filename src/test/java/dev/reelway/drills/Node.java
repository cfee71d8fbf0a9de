package dev.reelway.drills;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** The service in a process of its own, which can be killed as a machine would be. */
public final class Node implements AutoCloseable {

  public static final Duration PATIENCE = Duration.ofMinutes(8);

  /** JVM options of a service that lives for seconds: it starts with half of the computing. */
  public static final List<String> SHORT_LIVED =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final Path log;
  private final int port;
  private final int management;

  private Node(Process process, Path log, int port, int management) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.management = management;
  }

  /**
   * Starts a process on a home, and in it; what it says goes to {@code log} in that home, and
   * {@code routes/} there are its own.
   */
  public static Node start(Path home, List<String> jvm, List<String> settings) throws IOException {
    var classes = List.of("-cp", System.getProperty("java.class.path"), Reelway.class.getName());
    return start(classes, home, jvm, settings);
  }

  /** The same, of the program in a jar. */
  static Node startJar(Path jar, Path home, List<String> jvm, List<String> settings)
      throws IOException {
    return start(List.of("-jar", jar.toString()), home, jvm, settings);
  }

  private static Node start(
      List<String> program, Path home, List<String> jvm, List<String> settings) throws IOException {
    int port = Ports.free();
    int management = Ports.free();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(jvm);
    command.addAll(program);
    command.add("--reelway.home=" + home);
    command.add("--server.port=" + port);
    command.add("--management.server.port=" + management);
    settings.forEach(one -> command.add("--" + one));
    var log = home.resolve("log");
    var process =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new Node(process, log, port, management);
  }

  /** Waits until calls are answered. */
  public Node ready() {
    Awaitility.await("the node to be ready").atMost(PATIENCE).until(this::answers);
    return this;
  }

  /** Whether calls are answered. */
  boolean answers() throws InterruptedException {
    try {
      return get("/sora/v1/models").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(port, path).build(), BodyHandlers.ofString());
  }

  HttpResponse<Path> download(String path, Path file) throws IOException, InterruptedException {
    return client.send(request(port, path).build(), BodyHandlers.ofFile(file));
  }

  public JsonNode post(String path, String json) throws IOException, InterruptedException {
    return post(path, "application/json", json);
  }

  JsonNode post(String path, String type, String body) throws IOException, InterruptedException {
    var request = request(port, path).header("Content-Type", type);
    var answer =
        client.send(request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    return JSON.readTree(answer.body());
  }

  /** Makes a call; headers are names and values in turns, and go before those of other calls. */
  public HttpResponse<String> call(String method, String path, String body, List<String> headers)
      throws IOException, InterruptedException {
    var request = request(port, path).method(method, BodyPublishers.ofString(body));
    for (int i = 0; i < headers.size(); i += 2) {
      request.setHeader(headers.get(i), headers.get(i + 1));
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  public JsonNode video(String id) throws IOException, InterruptedException {
    return JSON.readTree(get("/sora/v1/videos/" + id).body());
  }

  /** Bytes of heap in use. */
  long heap() throws IOException, InterruptedException {
    var path = "/observe/metrics/jvm.memory.used?tag=area:heap";
    var answer = client.send(request(management, path).build(), BodyHandlers.ofString());
    return JSON.readTree(answer.body()).at("/measurements/0/value").asLong();
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofMinutes(2))
        .header("Authorization", "demo");
  }

  /** Whether the process has not ended. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** As the operating system numbers it. */
  public long pid() {
    return process.pid();
  }

  /** SIGKILL: nothing is flushed, nothing is said. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM: what is under way is finished. */
  void stop() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  private String said() {
    try {
      return Files.readString(log);
    } catch (IOException removed) {
      return "";
    }
  }

  @Override
  public void close() throws InterruptedException {
    kill();
    Leaks.search("the log of a node", said());
    client.close();
  }
}
