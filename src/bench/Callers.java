import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Callers who wait, against target/reelway.jar and a stub upstream that answers at once; all on
 * loopback, and over by itself. Run from the top of the project:
 *
 * <pre>
 *   java src/bench/Callers.java images     what an image call takes beside the stub's own time
 *   java src/bench/Callers.java streams    2,000 chat streams, an event with each of 59 questions, asked each second
 *   java src/bench/Callers.java large      16 calls at once with 20 MB of image as base64 in JSON
 * </pre>
 */
public class Callers {

  static final ConcurrentHashMap<String, Task> TASKS = new ConcurrentHashMap<>();
  static final ConcurrentLinkedDeque<String> NEWEST = new ConcurrentLinkedDeque<>();
  static final AtomicInteger NUMBER = new AtomicInteger();
  static final byte[] PICTURE = png(100_000);
  static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  static final int SECONDS = 60;
  static int port;

  public static void main(String[] arguments) throws Exception {
    // An idle connection that is closed just as it is used again loses an answer.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
    System.setProperty("sun.net.httpserver.idleInterval", "600");
    var upstream =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
    upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    upstream.createContext("/", Callers::answer);
    upstream.start();
    var mode = arguments.length == 0 ? "images" : arguments[0];
    var home = Files.createTempDirectory("callers");
    var service = service(home, upstream.getAddress().getPort(), mode);
    try {
      switch (mode) {
        case "images" -> images("http://127.0.0.1:" + upstream.getAddress().getPort());
        case "streams" -> streams(service);
        case "large" -> large(service, home.resolve("log"));
        default -> throw new IllegalArgumentException("images, streams or large");
      }
    } finally {
      service.destroy();
      service.waitFor(30, TimeUnit.SECONDS);
      upstream.stop(0);
      try (var files = Files.walk(home)) {
        files.sorted(Collections.reverseOrder()).forEach(file -> file.toFile().delete());
      }
      System.exit(0);
    }
  }

  static Process service(Path home, int upstream, String mode) throws Exception {
    try (var socket = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var heap = mode.equals("large") ? "-Xmx512m" : "-Xmx700m";
    var log = home.resolve("log");
    var service =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                heap,
                "-jar",
                Path.of("target/reelway.jar").toAbsolutePath().toString(),
                "--server.port=" + port,
                "--management.server.port=0",
                "--reelway.home=" + home.resolve("data"),
                "--reelway.upstreams.stub.dialect=sora",
                "--reelway.upstreams.stub.base-url=http://127.0.0.1:" + upstream,
                "--reelway.upstreams.stub.key=k",
                "--reelway.models.stub_image[0].upstream=stub",
                "--reelway.models.stub_image[0].model=m",
                "--reelway.models.stub[0].upstream=stub",
                "--reelway.models.stub[0].model=m",
                "--reelway.jobs.poll-every=1s",
                "--reelway.intake.hot-folder.enabled=false",
                "--logging.level.reelway.jobs=warn")
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    while (!Files.readString(log).contains("API:")) {
      if (!service.isAlive()) {
        throw new IllegalStateException(Files.readString(log));
      }
      Thread.sleep(100);
    }
    return service;
  }

  // The upstream.

  static void answer(HttpExchange call) throws IOException {
    var path = call.getRequestURI().getPath();
    var body = call.getRequestBody();
    if (path.startsWith("/v1/images/")) {
      body.transferTo(java.io.OutputStream.nullOutputStream());
      send(call, "{\"created\":1,\"data\":[{\"url\":\"/images/1.png\"}]}".getBytes());
    } else if (path.equals("/v1/videos") && call.getRequestMethod().equals("GET")) {
      send(call, list(call.getRequestURI().getQuery()).getBytes());
    } else if (path.startsWith("/images/")) {
      send(call, PICTURE);
    } else if (path.endsWith("/content")) {
      send(call, film());
    } else if (call.getRequestMethod().equals("POST")) {
      var prompt = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      var found = Pattern.compile("stream (\\d+)").matcher(prompt);
      var task = "task" + (found.find() ? found.group(1) : "x" + NUMBER.incrementAndGet());
      TASKS.put(task, new Task());
      NEWEST.addFirst(task);
      send(call, ("{\"id\":\"" + task + "\",\"status\":\"queued\"}").getBytes());
    } else {
      send(call, progress(path.substring(path.lastIndexOf('/') + 1)).getBytes());
    }
  }

  /** A render that advances by one per cent with each poll; the time of each report is kept. */
  static final class Task {
    final long[] told = new long[SECONDS];
    int percent;
    long ended;

    synchronized String ask(String name) {
      if (percent == SECONDS - 1) {
        ended = ended == 0 ? System.nanoTime() : ended;
        return "{\"id\":\"" + name + "\",\"status\":\"completed\",\"progress\":100}";
      }
      told[++percent] = System.nanoTime();
      return "{\"id\":\"" + name + "\",\"status\":\"in_progress\",\"progress\":" + percent + "}";
    }
  }

  static String progress(String name) {
    return TASKS.get(name).ask(name);
  }

  /** A hundred tasks after the named one, the newest first. */
  static String list(String query) {
    var found = Pattern.compile("after=([^&]+)").matcher(query == null ? "" : query);
    var all = List.copyOf(NEWEST);
    int from = found.find() ? all.indexOf(found.group(1)) + 1 : 0;
    var page = all.subList(from, Math.min(all.size(), from + 100));
    return "{\"data\":[%s],\"has_more\":%s,\"last_id\":%s}"
        .formatted(
            String.join(",", page.stream().map(Callers::progress).toList()),
            from + 100 < all.size(),
            page.isEmpty() ? null : "\"" + page.getLast() + "\"");
  }

  static void send(HttpExchange call, byte[] bytes) throws IOException {
    call.sendResponseHeaders(200, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  static byte[] film() {
    var film = ByteBuffer.allocate(32);
    for (var box : List.of("ftyp", "moov", "mdat", "free")) {
      film.putInt(8).put(box.getBytes());
    }
    return film.array();
  }

  static byte[] png(int length) {
    var bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    ByteBuffer.wrap(bytes)
        .putLong(0x89504e470d0a1a0aL)
        .putInt(13)
        .put("IHDR".getBytes())
        .putInt(1024)
        .putInt(1024)
        .put(new byte[] {8, 6, 0, 0, 0});
    return bytes;
  }

  // The callers.

  static HttpRequest post(String path, HttpRequest.BodyPublisher body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/sora/v1" + path))
        .header("Authorization", "demo")
        .header("Content-Type", "application/json")
        .POST(body)
        .build();
  }

  static void images(String upstream) throws Exception {
    var through =
        post(
            "/images/generations",
            BodyPublishers.ofString("{\"prompt\":\"a\",\"model\":\"stub_image\"}"));
    var direct =
        HttpRequest.newBuilder(URI.create(upstream + "/v1/images/generations"))
            .POST(BodyPublishers.ofString("{}"))
            .build();
    var picture = HttpRequest.newBuilder(URI.create(upstream + "/images/1.png")).build();
    Callable<Integer> service = () -> CLIENT.send(through, BodyHandlers.ofByteArray()).statusCode();
    Callable<Integer> alone =
        () -> {
          CLIENT.send(direct, BodyHandlers.ofByteArray());
          return CLIENT.send(picture, BodyHandlers.ofByteArray()).statusCode();
        };
    timed(service, 1500);
    timed(alone, 500);
    for (int round = 1; round <= 3; round++) {
      var with = timed(service, 500);
      var without = timed(alone, 500);
      System.out.printf(
          "round %d: through the service p50 %.1f ms, p90 %.1f, p99 %.1f; stub alone p50 %.1f; adds"
              + " %.1f ms at p50%n",
          round,
          at(with, 50),
          at(with, 90),
          at(with, 99),
          at(without, 50),
          at(with, 50) - at(without, 50));
    }
  }

  static long[] timed(Callable<Integer> call, int times) throws Exception {
    var taken = new long[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      if (call.call() != 200) {
        throw new IllegalStateException("not 200");
      }
      taken[i] = System.nanoTime() - start;
    }
    Arrays.sort(taken);
    return taken;
  }

  static double at(long[] sorted, int percent) {
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
  }

  /** A report on a render: when it was made, and how long until a caller saw it. */
  record Event(long told, long lag) {}

  static void streams(Process service) throws Exception {
    int count = 2000;
    var streams = new ArrayList<Future<List<Event>>>();
    long allOpen;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        int number = i;
        streams.add(threads.submit(() -> stream(number)));
        Thread.sleep(5);
      }
      allOpen = System.nanoTime();
    }
    var events = new ArrayList<Event>();
    for (var stream : streams) {
      events.addAll(stream.get());
    }
    long firstEnd = TASKS.values().stream().mapToLong(task -> task.ended).min().orElseThrow();
    tell("in all, from the cold start on", events);
    tell(
        "while all %d were open, %d s".formatted(count, (firstEnd - allOpen) / 1_000_000_000),
        events.stream().filter(one -> one.told > allOpen && one.told < firstEnd).toList());
    System.out.println(memory(service));
  }

  static void tell(String what, List<Event> events) {
    var lags = events.stream().mapToLong(Event::lag).filter(lag -> lag >= 0).sorted().toArray();
    System.out.printf(
        "%s: %d events, %d told and not seen, lag p50 %.1f ms, p99 %.1f, max %.1f%n",
        what, lags.length, events.size() - lags.length, at(lags, 50), at(lags, 99), at(lags, 100));
  }

  /** Reads a stream to its end; a report that never appears in it has no lag. */
  static List<Event> stream(int number) throws Exception {
    var progress = Pattern.compile("进度：(\\d+)");
    var seen = new long[101];
    var body =
        "{\"model\":\"stub\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"stream "
            + number
            + " \"}]}";
    var answer =
        CLIENT.send(
            post("/chat/completions", BodyPublishers.ofString(body)), BodyHandlers.ofLines());
    boolean whole = false;
    for (var line : (Iterable<String>) answer.body()::iterator) {
      var found = progress.matcher(line);
      if (found.find()) {
        seen[Integer.parseInt(found.group(1))] = System.nanoTime();
      }
      whole |= line.equals("data: [DONE]");
    }
    if (!whole) {
      throw new IllegalStateException("stream " + number + " broke off");
    }
    var told = TASKS.get("task" + number).told;
    return IntStream.range(1, SECONDS)
        .mapToObj(one -> new Event(told[one], seen[one] == 0 ? -1 : seen[one] - told[one]))
        .toList();
  }

  static String memory(Process service) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + service.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .findFirst()
        .orElse("");
  }

  static void large(Process service, Path log) throws Exception {
    var picture = Base64.getEncoder().encodeToString(png(19_999_000));
    var body =
        ("{\"prompt\":\"a\",\"model\":\"stub_image\",\"images\":[{\"image_url\":\"data:image/png;base64,"
                + picture
                + "\"}]}")
            .getBytes(StandardCharsets.US_ASCII);
    Map<Integer, Integer> answers = new ConcurrentHashMap<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        threads.submit(
            () -> {
              var answer =
                  CLIENT.send(
                      post("/images/edits", BodyPublishers.ofByteArray(body)),
                      BodyHandlers.ofString());
              return answers.merge(answer.statusCode(), 1, Integer::sum);
            });
      }
    }
    boolean ranOut = Files.readString(log).contains("OutOfMemoryError");
    System.out.printf(
        "16 calls of %d MB at -Xmx512m: %s by status, OutOfMemoryError: %s; %s%n",
        body.length / 1_000_000, answers, ranOut, memory(service));
  }
}
