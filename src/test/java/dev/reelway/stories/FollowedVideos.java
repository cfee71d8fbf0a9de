package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.awaitility.Awaitility;

/** The stream of all videos of a licence, read as it comes. */
final class FollowedVideos implements AutoCloseable {

  private final HttpClient client = HttpClient.newHttpClient();
  private final StringWriter text = new StringWriter(); // for any thread
  private final InputStream stream;
  private final Thread reader;

  /** Begins to read, and returns once the stream is ready. */
  FollowedVideos(HttpRequest.Builder request) throws IOException, InterruptedException {
    this.stream = client.send(request.build(), BodyHandlers.ofInputStream()).body();
    var in = new InputStreamReader(stream, StandardCharsets.UTF_8);
    while (!text.toString().contains("event: ready\n")) {
      text.write(in.read());
    }
    this.reader = Thread.ofVirtual().start(() -> read(in));
  }

  static FollowedVideos of(Service service) throws IOException, InterruptedException {
    return new FollowedVideos(service.request("/sora/v1/videos/events"));
  }

  private void read(InputStreamReader in) {
    try {
      for (int one = in.read(); one >= 0; one = in.read()) {
        text.write(one);
      }
    } catch (IOException closed) {
      text.write('\n');
    }
  }

  /** Whether the stream has ended. */
  boolean hasEnded() {
    return !reader.isAlive();
  }

  /** All events so far. */
  List<Event> events() {
    return Event.all(text.toString());
  }

  /** The names of the events about a video so far. */
  List<String> of(String id) {
    return events().stream()
        .filter(event -> event.data().contains("\"id\":\"" + id + "\""))
        .map(Event::name)
        .toList();
  }

  /** Waits until an event about a video has come. */
  void await(String id, String event) {
    Awaitility.await()
        .atMost(Service.PATIENCE)
        .untilAsserted(() -> assertThat(of(id)).contains(event));
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    client.close();
  }
}
