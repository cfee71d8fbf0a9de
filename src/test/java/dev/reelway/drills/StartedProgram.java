package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Reelway as it is deployed, from its command on; it is stopped as a supervisor stops it. */
final class StartedProgram implements AutoCloseable {

  private static final Duration LOOKS_EVERY = Duration.ofMillis(50);

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;
  private final int management;
  private final Path log;
  private final Process process;
  private final long begun = System.nanoTime();

  private StartedProgram(Process process, Path log, int port, int management) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.management = management;
  }

  /** Starts a command in a folder; its ports, and more, are variables of its environment. */
  static StartedProgram start(Path folder, Map<String, String> variables, String... command)
      throws IOException {
    int port = Ports.free();
    int management = Ports.free();
    var log = Files.createTempFile("deployed", ".log");
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.equals("JAVA_TOOL_OPTIONS"));
    builder.environment().put("SERVER_PORT", "" + port);
    builder.environment().put("MANAGEMENT_SERVER_PORT", "" + management);
    builder.environment().putAll(variables);
    var process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new StartedProgram(process, log, port, management);
  }

  int port() {
    return port;
  }

  int managementPort() {
    return management;
  }

  /** Seconds from the command until it was ready. */
  double ready() {
    return after("ready", () -> status(management, "/observe/health/ready") == 200);
  }

  /** Seconds from the command until a video lay in its outbox, or in a folder of it. */
  double firstVideo(Path outbox) {
    return after("first video", () -> hasVideo(outbox));
  }

  /** Seconds from the command until something is so. */
  double after(String what, Is is) {
    Awaitility.await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOKS_EVERY)
        .atMost(Node.PATIENCE)
        .until(() -> !process.isAlive() || is.so());
    assertThat(process.isAlive()).as(() -> what + ": " + said()).isTrue();
    return (System.nanoTime() - begun) / 1e9;
  }

  /** What is waited for. */
  interface Is {
    boolean so() throws Exception;
  }

  private int status(int at, String path) throws InterruptedException {
    try {
      return send(HttpRequest.newBuilder(uri(at, path))).statusCode();
    } catch (IOException notYet) {
      return 0;
    }
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static boolean hasVideo(Path outbox) throws IOException {
    if (!Files.isDirectory(outbox)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(outbox)) {
      return files.anyMatch(file -> file.toString().endsWith(".mp4"));
    }
  }

  private String said() {
    try {
      return Files.readString(log);
    } catch (IOException removed) {
      return "";
    }
  }

  @Override
  public void close() throws InterruptedException, IOException {
    process.destroy();
    int status = process.waitFor();
    client.close();
    assertThat(status).as(this::said).isEqualTo(143);
    Files.deleteIfExists(log);
  }
}
