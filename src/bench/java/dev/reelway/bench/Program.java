package dev.reelway.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own with a log, stopped when it is closed. */
final class Program implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration GLANCE = Duration.ofMillis(10);
  private static final Duration CALM_GLANCE = Duration.ofMillis(250);

  private final String name;
  private final Process process;
  private final Path log;

  private Program(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
  }

  /** Starts it in the folder given, with its output in {@code <name>.log} beside that folder. */
  static Program start(String name, Path folder, List<String> command) throws IOException {
    var log = folder.resolveSibling(folder.getFileName() + ".log");
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    var process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new Program(name, process, log);
  }

  /** Runs it to its end and answers what it has printed; a failure is an exception. */
  static String run(List<String> command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed:\n" + output);
    }
    return output;
  }

  /** Waits until a GET is answered with 200. */
  Program ready(URI uri) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(uri).header("Authorization", "demo").build();
    try (var client = HttpClient.newHttpClient()) {
      await(() -> answers(client, request));
    }
    return this;
  }

  private static boolean answers(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  /** Looks every 10 ms; fails if the process ends or nothing happens for five minutes. */
  void await(Condition condition) throws IOException, InterruptedException {
    await(PATIENCE, condition);
  }

  void await(Duration patience, Condition condition) throws IOException, InterruptedException {
    await(patience, GLANCE, condition);
  }

  /** Looks each quarter of a second, so that looking takes nothing from what is measured. */
  void awaitCalmly(Condition condition) throws IOException, InterruptedException {
    await(PATIENCE, CALM_GLANCE, condition);
  }

  private void await(Duration patience, Duration pause, Condition condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        var text = log();
        throw new IOException(name + ":\n" + text.substring(Math.max(0, text.length() - 5_000)));
      }
      Thread.sleep(pause);
    }
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  long pid() {
    return process.pid();
  }

  /** Megabytes as the kernel counts them: VmRSS now, or VmHWM at most. */
  double megabytes(String field) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
      var line = lines.filter(one -> one.startsWith(field + ":")).findFirst().orElseThrow();
      return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
