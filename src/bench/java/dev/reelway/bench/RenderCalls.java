package dev.reelway.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/** The calls and the files of one job, as Reelway makes them, for schedulers that know no video. */
final class RenderCalls {

  private static final Pattern TASK = Pattern.compile("\"id\":\"([^\"]+)\"");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Nginx upstream;
  private final Path folder;

  RenderCalls(Nginx upstream, Path folder) {
    this.upstream = upstream;
    this.folder = folder;
  }

  /** Orders, polls and fetches a video with its thumbnail; each file is synced. */
  void run(String job) {
    try {
      var order = HttpRequest.newBuilder(upstream.upstream("/v1/videos"));
      order.POST(BodyPublishers.ofString(Reelway.order("m")));
      var task = task(new String(body(order).readAllBytes()));
      body(get("/v1/videos/" + task)).readAllBytes();
      store(job + ".mp4", body(get("/v1/videos/" + task + "/content")));
      store(job + ".webp", body(get("/v1/videos/" + task + "/content?variant=thumbnail")));
      store(job + ".json", new java.io.ByteArrayInputStream(Reelway.order(task).getBytes()));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(upstream.upstream(path));
  }

  private InputStream body(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer = client.send(request.build(), BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.uri() + ": " + answer.statusCode());
    }
    return answer.body();
  }

  private static String task(String answer) throws IOException {
    var found = TASK.matcher(answer);
    if (!found.find()) {
      throw new IOException("No task: " + answer);
    }
    return found.group(1);
  }

  private void store(String name, InputStream bytes) throws IOException {
    var part = folder.resolve(name + ".part");
    try (bytes) {
      Files.copy(bytes, part);
    }
    try (var file = FileChannel.open(part, StandardOpenOption.WRITE)) {
      file.force(true);
    }
    Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
