package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.util.FileSystemUtils;

/**
 * A copy of the ledger that was made while the service worked, and one of the inbox after it, are
 * all that another one needs: each job and each dropped file goes on where it was, and none is
 * ordered twice.
 */
@ResourceLock(TestDatabase.POSTGRES)
class BackupStoryTest {

  private static final List<String> PROMPTS = List.of("one", "two", "three", "four");

  private static final List<String> DROPPED = List.of("five", "six");

  /** How many of them are at the upstream when the copy is made; the others wait. */
  private static final int AT_ONCE = 2;

  @TempDir Path home = Path.of("");

  /** Makes a copy of a ledger, and answers its URL. */
  private interface Backup {
    String of(String url) throws Exception;
  }

  @Test
  void sqliteIsCopiedAsItRuns() throws Exception {
    goesOn("jdbc:sqlite:" + home.resolve("first.db"), this::vacuum);
  }

  /** Needs pg_dump and pg_restore, no older than the server. */
  @Test
  void postgresIsDumpedAsItRuns() throws Exception {
    var server = server();
    Assumptions.assumeTrue(server != null, "needs pg_dump of the server's version");
    created(Objects.requireNonNull(server), "restored");
    var original = created(server, "original");
    assertThat(asKeeper(original)).contains("user=keeper");
    goesOn(asKeeper(original), url -> asKeeper(dump(original)));
  }

  private void goesOn(String url, Backup backup) throws Exception {
    try (var upstream = new PatientUpstream()) {
      var ids = new ArrayList<String>();
      String copy;
      try (var service = Service.start(home.resolve("first"), settings(url, upstream))) {
        for (var prompt : PROMPTS) {
          ids.add(ordered(service, prompt));
        }
        await().atMost(Service.PATIENCE).until(() -> underWay(service, ids) == AT_ONCE);
        drop(home.resolve("first/inbox"));
        copy = backup.of(url);
        FileSystemUtils.copyRecursively(home.resolve("first/inbox"), home.resolve("second/inbox"));
      }
      upstream.end();
      try (var service = Service.start(home.resolve("second"), settings(copy, upstream))) {
        for (var id : ids) {
          assertThat(service.ended(id).path("status").asText()).as(id).isEqualTo("completed");
        }
        var results = home.resolve("second/inbox/results/shots.txt.results.jsonl");
        await()
            .atMost(Service.PATIENCE)
            .untilAsserted(() -> assertThat(results).content().hasLineCount(DROPPED.size()));
      }
      assertThat(upstream.orders()).hasSize(PROMPTS.size() + DROPPED.size());
      assertThat(upstream.orders().values()).containsOnly(1);
    }
  }

  /** Drops a file, and waits until it is claimed: its orders wait for capacity then. */
  private static void drop(Path inbox) throws IOException {
    Files.write(inbox.resolve("shots.txt"), DROPPED);
    await().atMost(Service.PATIENCE).until(() -> !Files.exists(inbox.resolve("shots.txt")));
  }

  private static String ordered(Service service, String prompt) throws Exception {
    var order = Map.of("prompt", prompt, "model", "old", "size", "1280x720", "seconds", 10);
    return Service.json(service.post("/sora/v1/videos", Service.JSON.writeValueAsString(order)))
        .path("id")
        .asText();
  }

  /** How many of them, whichever they are. */
  private static int underWay(Service service, List<String> ids) throws Exception {
    int count = 0;
    for (var id : ids) {
      count += service.video(id).path("status").asText().equals("in_progress") ? 1 : 0;
    }
    return count;
  }

  private String[] settings(String url, PatientUpstream upstream) {
    var ours =
        Stream.of(
            "spring.datasource.url=" + url,
            "reelway.upstreams.old.limits.at-once=" + AT_ONCE,
            "reelway.sinks.file.folder=" + home.resolve("outbox"),
            "reelway.intake.hot-folder.model=old");
    return Stream.concat(ours, upstream.settings()).toArray(String[]::new);
  }

  private String vacuum(String url) throws Exception {
    var copy = home.resolve("copy.db");
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute("vacuum into '%s'".formatted(copy));
    }
    return "jdbc:sqlite:" + copy;
  }

  private String dump(String url) throws Exception {
    var file = home.resolve("reelway.dump").toString();
    run("pg_dump", "--format=custom", "--file=" + file, "--dbname=" + libpq(url));
    var restored = url.replace("/original", "/restored");
    run(
        "pg_restore",
        "--exit-on-error",
        "--no-owner",
        "--role=keeper",
        "--dbname=" + libpq(restored),
        file);
    return restored;
  }

  /** As the tools of PostgreSQL write what JDBC writes otherwise. */
  private static String libpq(String url) {
    return url.replace("jdbc:", "").replace("loggerLevel=OFF", "");
  }

  private void run(String... command) throws Exception {
    var log = home.resolve("tool.log");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor()).as(() -> command[0] + ": " + read(log)).isZero();
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String created(String server, String name) throws Exception {
    try (var connection = DriverManager.getConnection(server);
        var statement = connection.createStatement()) {
      statement.execute("drop database if exists " + name);
      statement.execute(
          "do $$ begin create role keeper login; exception when duplicate_object then null; end"
              + " $$");
      statement.execute("create database %s owner keeper".formatted(name));
    }
    return server.replaceFirst("/postgres\\b", "/" + name);
  }

  /** The service is no superuser. */
  private static String asKeeper(String url) {
    return url.replace("user=postgres", "user=keeper");
  }

  /** A server that the tools on this machine can dump; null where there is none. */
  private static @Nullable String server() throws Exception {
    var url = System.getProperty("backup.postgres", "");
    var server = url.isEmpty() ? TestDatabase.postgresUrl() : url;
    try (var connection = DriverManager.getConnection(server)) {
      return versionOfTools() >= connection.getMetaData().getDatabaseMajorVersion() ? server : null;
    }
  }

  private static int versionOfTools() throws InterruptedException {
    try {
      var asked = new ProcessBuilder("pg_dump", "--version").start();
      var said = new String(asked.getInputStream().readAllBytes());
      asked.waitFor();
      return Integer.parseInt(said.replaceFirst("(?s)^\\D*(\\d+).*", "$1"));
    } catch (IOException | NumberFormatException none) {
      return 0;
    }
  }
}
