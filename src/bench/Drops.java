import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Prompt files, against target/reelway.jar with a heap of 256 MB and a stub upstream that answers
 * at once; all on loopback, and over by itself. Run from the top of the project:
 *
 * <pre>
 *   java src/bench/Drops.java lines    one file of 50,000 lines: how many are accepted a second
 *   java src/bench/Drops.java files    10,000 files at once: how long until all lie in done/
 * </pre>
 *
 * Without a word it does both. Orders are images, which the stub answers within the submit.
 */
public class Drops {

  static final int LINES = 50_000;
  static final int FILES = 10_000;
  static final AtomicInteger ORDERS = new AtomicInteger();
  static final byte[] PICTURE =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

  public static void main(String[] arguments) throws Exception {
    System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
    var upstream =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
    upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    upstream.createContext("/", Drops::answer);
    upstream.start();
    var mode = arguments.length == 0 ? "both" : arguments[0];
    try {
      if (!mode.equals("files")) {
        lines(upstream.getAddress().getPort());
      }
      if (!mode.equals("lines")) {
        files(upstream.getAddress().getPort());
      }
    } catch (Exception e) {
      e.printStackTrace();
    }
    System.exit(0);
  }

  /** From the moment the file has its name until its last line is a job. */
  static void lines(int upstream) throws Exception {
    try (var service = new Service(upstream)) {
      var text = new StringBuilder("prompt,model\n");
      IntStream.range(0, LINES)
          .forEach(
              n -> text.append("A paper boat with the number ").append(n).append(",sora_image\n"));
      var dropped = service.drop("many.csv", text.toString());
      service.await(() -> service.log().contains(": file read, orders: " + LINES));
      var took = Duration.between(dropped, service.time(": file read, orders: " + LINES));
      System.out.printf(
          "lines: %d accepted in %.1f s, %.0f a second; %d ordered upstream meanwhile%n",
          LINES, seconds(took), LINES / seconds(took), ORDERS.get());
      var page = service.inbox.resolve("results/many.csv.report.html");
      service.await(() -> Files.exists(page));
      System.out.printf("lines: a page of %,d bytes lies there%n", Files.size(page));
      service.await(() -> service.done() == 1);
      took = Duration.between(dropped, Instant.now());
      System.out.printf(
          "lines: the file is done after %.1f s; its page is final after %.1f s, of %,d bytes%n",
          seconds(took),
          (Files.getLastModifiedTime(page).toMillis() - dropped.toEpochMilli()) / 1000.0,
          Files.size(page));
    }
  }

  static void files(int upstream) throws Exception {
    try (var service = new Service(upstream)) {
      var staged = Files.createDirectories(service.home.resolve("staged"));
      for (int n = 0; n < FILES; n++) {
        Files.writeString(
            staged.resolve("video-" + n + ".csv"),
            "prompt,model\nA paper boat with the number " + n + ",sora_image\n");
      }
      var dropped = Instant.now();
      for (int n = 0; n < FILES; n++) {
        var name = "video-" + n + ".csv";
        Files.move(
            staged.resolve(name), service.inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      }
      service.await(() -> service.left() == 0);
      var claimed = Duration.between(dropped, Instant.now());
      service.await(() -> service.done() == FILES);
      var took = Duration.between(dropped, Instant.now());
      System.out.printf(
          "files: %d claimed after %.1f s, all in done/ after %.1f s, %.0f a second%n",
          FILES, seconds(claimed), seconds(took), FILES / seconds(took));
    }
  }

  static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  // The upstream.

  static void answer(HttpExchange call) throws IOException {
    call.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream());
    if (call.getRequestURI().getPath().startsWith("/v1/images/")) {
      ORDERS.incrementAndGet();
      send(call, "{\"created\":1,\"data\":[{\"url\":\"/images/1.png\"}]}".getBytes());
    } else {
      send(call, PICTURE);
    }
  }

  static void send(HttpExchange call, byte[] bytes) throws IOException {
    call.sendResponseHeaders(200, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  /** The jar, on a free port and a home of its own. */
  static final class Service implements AutoCloseable {

    final Path home = Files.createTempDirectory("drops");
    final Path inbox = Files.createDirectories(home.resolve("data/inbox"));
    final Process process;

    Service(int upstream) throws Exception {
      int port;
      try (var socket = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElse("java"),
                  "-Xmx256m",
                  "-jar",
                  Path.of("target/reelway.jar").toAbsolutePath().toString(),
                  "--server.port=" + port,
                  "--management.server.port=0",
                  "--reelway.home=" + home.resolve("data"),
                  "--reelway.upstreams.stub.dialect=sora",
                  "--reelway.upstreams.stub.base-url=http://127.0.0.1:" + upstream,
                  "--reelway.upstreams.stub.key=k",
                  "--reelway.models.sora_image[0].upstream=stub",
                  "--reelway.models.sora_image[0].model=m",
                  "--reelway.jobs.deadline=2h",
                  "--logging.level.reelway.jobs=warn")
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("log").toFile())
              .start();
      await(() -> log().contains("API:"));
    }

    String log() throws IOException {
      return Files.readString(home.resolve("log"));
    }

    /** When the log says so. */
    Instant time(String words) throws IOException {
      var line = Pattern.compile("(?m)^(\\S+) .*" + Pattern.quote(words)).matcher(log());
      line.find();
      return java.time.OffsetDateTime.parse(line.group(1)).toInstant();
    }

    Instant drop(String name, String text) throws IOException {
      var staged = Files.writeString(home.resolve(name), text);
      var now = Instant.now();
      Files.move(staged, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      return now;
    }

    /** How many files still lie where they were dropped. */
    long left() throws IOException {
      return count(inbox);
    }

    long done() throws IOException {
      long all = 0;
      var done = inbox.resolve("done");
      if (Files.isDirectory(done)) {
        try (var days = Files.newDirectoryStream(done)) {
          for (var day : days) {
            all += count(day);
          }
        }
      }
      return all;
    }

    private static long count(Path folder) throws IOException {
      try (var all = Files.list(folder)) {
        return all.filter(file -> file.toString().endsWith(".csv")).count();
      }
    }

    interface Condition {
      boolean holds() throws Exception;
    }

    void await(Condition condition) throws Exception {
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(20);
      while (!condition.holds()) {
        if (!process.isAlive() || System.nanoTime() > end) {
          var log = log();
          throw new IllegalStateException(log.substring(Math.max(0, log.length() - 5_000)));
        }
        Thread.sleep(200);
      }
    }

    @Override
    public void close() throws Exception {
      process.destroy();
      if (!process.waitFor(40, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      try (var files = Files.walk(home)) {
        files.sorted(Collections.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }
}
