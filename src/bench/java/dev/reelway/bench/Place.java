package dev.reelway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The folder of a row, and what it has started, which ends with the row. */
final class Place implements AutoCloseable {

  /** Folder of the bench itself. */
  static final Path BENCH = Path.of(System.getProperty("bench"));

  static final Path TARGET = BENCH.resolve("target");
  static final Path JAR = BENCH.resolve("../../target/reelway.jar").normalize();
  static final String JAVA = ProcessHandle.current().info().command().orElse("java");

  /** How services are started, as configure.md says. */
  static final List<String> SERVICE = List.of("-XX:+ExitOnOutOfMemoryError", "-XX:+UseParallelGC");

  /** The folders of all rows. */
  private static final Path RUN = TARGET.resolve("run").toAbsolutePath();

  /** Of all rows, as one that is named twice finds what the first has left. */
  private static final AtomicInteger NUMBER = new AtomicInteger();

  final Options options;
  private final Path folder;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  Place(Options options, String row) throws IOException {
    this.options = options;
    this.folder = Files.createDirectories(RUN.resolve(row));
  }

  /**
   * Deletes the folders of all rows. Not between two rows: for minutes after many files were
   * deleted, ext4 takes several times as long to create one.
   */
  static void deleteAll() throws IOException {
    delete(RUN);
  }

  /** An empty folder. */
  Path home(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name + "-" + NUMBER.incrementAndGet()));
  }

  /** Closes it at the end of the row, the last one first. */
  <T extends AutoCloseable> T closing(T resource) {
    started.push(resource);
    return resource;
  }

  /** The command that starts a jar with these options of the JVM. */
  static List<String> java(List<String> options, Path jar) {
    var command = new ArrayList<>(List.of(JAVA));
    command.addAll(options);
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws Exception {
    while (!started.isEmpty()) {
      started.pop().close();
    }
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }
}
