package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.contracts.Command;
import dev.reelway.contracts.Ports;
import dev.reelway.job.TestDatabase;
import dev.reelway.sink.S3Store;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The files of {@code src/deploy} are used as their pages say, each on an empty home, and the time
 * from the command to readiness and to the first video is printed. It needs the jar of {@code mvn
 * -DskipTests package}; what else a way needs and the machine lacks skips it.
 */
@ResourceLock(TestDatabase.POSTGRES)
class DeployDrill {

  private static final Path JAR = Path.of("target/reelway.jar").toAbsolutePath();
  private static final Path DEPLOY = Path.of("src/deploy").toAbsolutePath();
  private static final String ENGINE_KEY = "the-engine-s3cret";
  private static final String JAVA = System.getProperty("java.home");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder = Path.of("");

  /** The id of the video that is awaited. */
  private @Nullable String ordered;

  @BeforeEach
  void theJarIsThere() {
    needs(Files.exists(JAR), "mvn -DskipTests package");
  }

  @Test
  void theJar() throws Exception {
    try (var program =
        StartedProgram.start(folder, Map.of(), JAVA + "/bin/java", "-jar", JAR.toString())) {
      row("java -jar", program.ready(), program.firstVideo(folder.resolve("data/outbox")));
    }
  }

  @Test
  void theFolderWithAJavaRuntimeOfItsOwn() throws Exception {
    needs(Runtime.version().feature() >= 25, "a JDK from 25 on");
    var app = folder.resolve("app").toString();
    Command.run(folder, Map.of("JAVA_HOME", JAVA), "bash", makeApp(), JAR.toString(), app)
        .outputOfSuccess();
    try (var program = StartedProgram.start(folder, Map.of(), app + "/run.sh")) {
      row("make-app.sh", program.ready(), program.firstVideo(folder.resolve("data/outbox")));
    }
  }

  @Test
  void theDebianPackage() throws Exception {
    needs(DebianRoot.missing().isEmpty(), DebianRoot.missing()::toString);
    var root = DebianRoot.of("trixie", "openjdk-21-jre-headless", folder.resolve("root"));
    var script = DEPLOY.resolve("debian/make-deb.sh").toString();
    var made = Command.run(folder, Map.of(), "sh", script, JAR.toString()).outputOfSuccess();
    Files.copy(folder.resolve(made.strip()), root.path("/reelway.deb"));
    assertThat(root.asRoot("dpkg", "--install", "/reelway.deb")).contains("Configure it in");
    var unit = Files.readString(root.path("/usr/lib/systemd/system/reelway.service"));
    var line =
        "cd %s && exec %s".formatted(value(unit, "WorkingDirectory"), value(unit, "ExecStart"));
    var home = folder.resolve("home");
    try (var program = root.start(home, line)) {
      row("Debian package", program.ready(), program.firstVideo(home.resolve("outbox")));
    }
    root.asRoot("dpkg", "--remove", "reelway");
    assertThat(root.asRoot("dpkg", "--install", "/reelway.deb")).contains("enable --now");
    root.asRoot("dpkg", "--purge", "reelway");
    assertThat(root.path("/usr/share/reelway")).doesNotExist();
    assertThat(root.path("/etc/reelway")).doesNotExist();
  }

  @Test
  void theRootOfTheContainer() throws Exception {
    needs(DebianRoot.missing().isEmpty(), DebianRoot.missing()::toString);
    needs(Runtime.version().feature() >= 25, "a JDK from 25 on");
    var root = DebianRoot.of("bookworm", "", folder.resolve("root"));
    Files.copy(JAR, root.path("/reelway.jar"));
    Files.copy(Path.of(makeApp()), root.path("/make-app.sh"));
    DebianRoot.run("cp", "-rL", JAVA, root.path("/jdk").toString());
    root.asRoot("env", "JAVA_HOME=/jdk", "bash", "/make-app.sh", "/reelway.jar", "/opt/reelway");
    DebianRoot.run("rm", "-r", root.path("/jdk").toString(), root.path("/reelway.jar").toString());
    var home = folder.resolve("home");
    try (var program = root.start(home, "cd /var/lib/reelway && exec /opt/reelway/run.sh")) {
      double ready = program.ready();
      row("container's root", ready, program.firstVideo(home.resolve("outbox")));
      var port = "MANAGEMENT_SERVER_PORT=" + program.managementPort();
      root.asRoot("env", port, "/opt/reelway/health.sh");
    }
  }

  @Test
  void twoNodesAsComposeStartsThem() throws Exception {
    needs(Command.isThere("nginx", "-v"), "nginx");
    var url = TestDatabase.postgresUrl();
    try (var engine = engine();
        var bucket = S3Store.start(folder.resolve("bucket"));
        var one = node("node-1", url, bucket, sandbox(engine));
        var other = node("node-2", url, bucket, sandbox(engine))) {
      int port = Ports.free();
      var nginx = nginx(port, one, other);
      try {
        double ready = Math.max(one.ready(), other.ready());
        row("two nodes", ready, one.after("first video", () -> isVideo(one, port)));
        for (int n = 0; n < 6; n++) {
          one.after("video " + n, () -> isVideo(one, port));
        }
      } finally {
        nginx.destroy();
        nginx.waitFor();
      }
    }
  }

  /** A node of its own, whose sandbox is the engine of the others. */
  private StartedProgram engine() throws Exception {
    var home = Files.createDirectories(folder.resolve("engine"));
    var key = "--reelway.sandbox.key=" + ENGINE_KEY;
    return StartedProgram.start(home, Map.of(), JAVA + "/bin/java", "-jar", JAR.toString(), key);
  }

  private static URI sandbox(StartedProgram engine) {
    return StartedProgram.uri(engine.port(), "/sandbox");
  }

  private StartedProgram node(String name, String url, S3Store bucket, URI engine)
      throws Exception {
    var home = Files.createDirectories(folder.resolve(name));
    Files.copy(DEPLOY.resolve("compose/application.yaml"), home.resolve("application.yaml"));
    var command = new ArrayList<>(List.of(JAVA + "/bin/java", "-jar", JAR.toString()));
    command.add("--spring.datasource.url=" + url);
    command.add("--spring.datasource.username=postgres");
    command.add("--reelway.sandbox.key=" + ENGINE_KEY);
    List.of(bucket.settings()).forEach(one -> command.add("--" + one));
    var variables =
        Map.of(
            "DB_PASSWORD", "p",
            "S3_PASSWORD", "p",
            "STUDIO_KEY", "studio",
            "ENGINE_URL", engine.toString(),
            "ENGINE_KEY", ENGINE_KEY);
    return StartedProgram.start(home, variables, command.toArray(String[]::new));
  }

  private Process nginx(int port, StartedProgram one, StartedProgram other) throws Exception {
    var file = folder.resolve("nginx.conf");
    var text =
        Files.readString(DEPLOY.resolve("compose/nginx.conf"))
            .replace("node-1:8080 resolve", "127.0.0.1:" + one.port())
            .replace("node-2:8080 resolve", "127.0.0.1:" + other.port())
            .replace("listen 8080", "listen 127.0.0.1:" + port);
    Files.writeString(file, text);
    var globals = "daemon off; pid %s; error_log stderr;".formatted(folder.resolve("nginx.pid"));
    return new ProcessBuilder(
            "nginx", "-p", folder.toString(), "-c", file.toString(), "-g", globals)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("nginx.log").toFile())
        .start();
  }

  /** Orders a video through the proxy, and answers whether it is there. */
  private boolean isVideo(StartedProgram node, int port) throws Exception {
    var videos = StartedProgram.uri(port, "/sora/v1/videos");
    if (ordered == null) {
      var order = BodyPublishers.ofString("{\"prompt\":\"a fox\",\"model\":\"sora_video2\"}");
      var request = HttpRequest.newBuilder(videos).header("Authorization", "studio");
      var answer = node.send(request.header("Content-Type", "application/json").POST(order));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      ordered = JSON.readTree(answer.body()).path("id").asText();
    }
    var asked = HttpRequest.newBuilder(StartedProgram.uri(port, "/sora/v1/videos/" + ordered));
    var video = JSON.readTree(node.send(asked.header("Authorization", "studio")).body());
    assertThat(video.path("status").asText()).as(video.toString()).isNotEqualTo("failed");
    boolean done = video.path("status").asText().equals("completed");
    ordered = done ? null : ordered;
    return done;
  }

  private static String makeApp() {
    return DEPLOY.resolve("container/make-app.sh").toString();
  }

  private static String value(String unit, String key) {
    return unit.lines()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  private static void needs(boolean there, String what) {
    Assumptions.assumeTrue(there, "needs " + what);
  }

  private static void needs(boolean there, Supplier<String> what) {
    Assumptions.assumeTrue(there, what);
  }

  private static void row(String way, double ready, double video) {
    System.out.printf("%-18s ready after %5.1f s, first video after %5.1f s%n", way, ready, video);
  }
}
