package dev.reelway.drills;

import dev.reelway.contracts.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Debian's PostgreSQL 15 twice on this machine: a primary, and a standby that follows it by
 * streaming. PostgreSQL refuses to run as root: the package's user runs it then.
 */
final class ReplicatedPostgres implements AutoCloseable {

  private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");
  private static final String PACKAGE = "postgresql-15";
  private static final List<String> AS_ITS_USER =
      List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path folder;
  private final int primaryPort = Ports.free();
  private final int standbyPort = Ports.free();
  private final Process primary;
  private final Process standby;

  /** Why it cannot run here, if it cannot; root installs what is missing. */
  static Optional<String> missing() throws IOException, InterruptedException {
    if (!Files.isExecutable(BIN.resolve("postgres")) && isRoot()) {
      run(List.of("apt-get", "install", "-y", "-q", PACKAGE));
    }
    return Files.isExecutable(BIN.resolve("postgres"))
        ? Optional.empty()
        : Optional.of("%s is missing: apt-get install %s".formatted(BIN, PACKAGE));
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /**
   * @param synchronous whether a commit waits until the standby has it on its disk
   */
  ReplicatedPostgres(boolean synchronous) throws IOException, InterruptedException {
    folder = Files.createTempDirectory("postgres-");
    if (isRoot()) {
      checked(List.of("chown", "postgres", folder.toString()));
    }
    own("initdb", "-D", at("primary"), "-U", "postgres", "-A", "trust");
    primary = server("primary", primaryPort, synchronous ? "standby" : "");
    awaitAnswer(primaryPort, "select 1", "1");
    own("pg_basebackup", "-R", "-D", at("standby"), "-d", conninfo());
    standby = server("standby", standbyPort, "");
    awaitAnswer(
        primaryPort,
        "select sync_state from pg_stat_replication where state = 'streaming'",
        synchronous ? "sync" : "async");
  }

  private String conninfo() {
    return "host=127.0.0.1 port=%d user=postgres application_name=standby".formatted(primaryPort);
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private Process server(String name, int port, String waitsFor) throws IOException {
    var command = asItsUser("postgres", "-D", at(name), "-p", String.valueOf(port), "-k", at(name));
    command.addAll(List.of("-c", "listen_addresses=127.0.0.1"));
    command.addAll(List.of("-c", "synchronous_standby_names=" + waitsFor));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()))
        .start();
  }

  /** Both hosts, and whatever else a node is advised to set. */
  String url() {
    return "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/postgres?user=postgres"
            .formatted(primaryPort, standbyPort)
        + "&targetServerType=primary&connectTimeout=2&socketTimeout=30&tcpKeepAlive=true";
  }

  /** The standby alone. */
  String standbyUrl() {
    return url(standbyPort);
  }

  private static String url(int port) {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(port);
  }

  /** Kills the primary with all its processes, as a machine does that loses its power. */
  void killPrimary() throws InterruptedException {
    var children = primary.descendants().toList();
    primary.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    primary.waitFor();
  }

  /** The standby hears nothing of the primary from now on. */
  void stopReceiver() throws SQLException {
    ask(standbyPort, "alter system set primary_conninfo = ''");
    ask(standbyPort, "select pg_reload_conf()");
    awaitAnswer(standbyPort, "select count(*) from pg_stat_wal_receiver", "0");
  }

  /** Makes a primary of the standby, and waits until it is one. */
  void promote() throws SQLException {
    ask(standbyPort, "select pg_promote(true)");
  }

  private static void awaitAnswer(int port, String query, String expected) {
    Awaitility.await(query)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> expected.equals(ask(port, query)));
  }

  private static @Nullable String ask(int port, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(url(port));
        var statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return null;
      }
      var answer = statement.getResultSet();
      return answer.next() ? answer.getString(1) : null;
    }
  }

  private void own(String... command) throws IOException, InterruptedException {
    checked(asItsUser(command));
  }

  private static List<String> asItsUser(String... command) {
    var all = new ArrayList<String>(isRoot() ? AS_ITS_USER : List.of());
    all.add(BIN.resolve(command[0]).toString());
    all.addAll(List.of(command).subList(1, command.length));
    return all;
  }

  private static void checked(List<String> command) throws IOException, InterruptedException {
    int code = run(command);
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + code);
    }
  }

  private static int run(List<String> command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .directory(Path.of("/").toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    killPrimary();
    standby.destroy();
    if (!standby.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      standby.destroyForcibly();
    }
    run(List.of("rm", "-r", folder.toString()));
  }
}
