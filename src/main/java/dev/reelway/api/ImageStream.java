package dev.reelway.api;

import dev.reelway.api.chat.ClientDisconnected;
import dev.reelway.api.chat.EventStreamWriter;
import dev.reelway.job.Job;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobSubscription;
import dev.reelway.sink.Asset;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/**
 * The images of one request as server-sent events in the shape of OpenAI's image API: comments
 * while the job runs, then one {@code completed} event for each image, or one {@code error} event.
 */
public final class ImageStream implements AutoCloseable {

  private final HttpServletResponse response;
  private final JobSubscription jobSubscription;
  private final CallerWait wait;
  private final String kind;
  private @Nullable EventStreamWriter events;
  private @Nullable Job ended;
  private boolean withinEvent;

  /**
   * @param kind what the names of the events begin with
   */
  ImageStream(
      HttpServletResponse response, JobSubscription jobSubscription, CallerWait wait, String kind) {
    this.response = response;
    this.jobSubscription = jobSubscription;
    this.wait = wait;
    this.kind = kind;
  }

  /** Sends the unfinished images that have come. */
  private final class PartialImages implements EventStreamWriter.JobListener {

    private final String name = kind + ".partial_image";

    @Override
    public void changed(Job job) {}

    @Override
    public void waited() throws ClientDisconnected {
      for (var one = jobSubscription.partial(); one != null; one = jobSubscription.partial()) {
        events().event(name, JsonBody.text(PartialImageEvent.of(name, wait.job(), one)));
      }
    }
  }

  /** Begins the response, and comments until the job has ended or the service shuts down. */
  void follow() throws ClientDisconnected, InterruptedException {
    try {
      events = EventStreamWriter.ofImages(response);
      ended = events.follow(wait, new PartialImages());
    } catch (ClientDisconnected gone) {
      wait.leave();
      throw gone;
    }
  }

  /** Whether the job has ended with images. */
  public boolean isDelivered() {
    return ended != null && ended.state() instanceof Delivered;
  }

  String id() {
    return wait.job().id();
  }

  /** The caller does not get all images: an equal request may join the job. */
  void leave() {
    wait.leave();
  }

  /** The job, as it has ended. */
  public Job job() {
    return Objects.requireNonNull(ended);
  }

  /** Tells the caller why there are no images. The job continues if the service shuts down. */
  void end(RequestWaits requestWaits) throws ClientDisconnected {
    if (ended == null) {
      wait.leave();
      fail(requestWaits.overError(wait).error());
    } else if (ended.state() instanceof Failed failed) {
      fail(RequestWaits.failureError(failed).error());
    }
  }

  void fail(ApiError error) throws ClientDisconnected {
    events().event("error", JsonBody.text(error.event()));
  }

  /**
   * Sends an image, in base64, while it is read from its sink.
   *
   * @throws ClientDisconnected if the caller has left, so that an equal request may join the job
   * @throws IOException if the image cannot be read
   */
  void send(Asset asset, Resource file, boolean isLast) throws IOException {
    AssetSender.requirePresent(file, asset);
    var name = kind + ".completed";
    try (var in = new SentStream(file.getInputStream(), asset, wait.refused())) {
      events()
          .event(
              name,
              caller -> {
                withinEvent = true;
                var head = JsonBody.text(ImageEvent.of(name, job(), isLast));
                caller.write(utf8(head.substring(0, head.length() - 1) + ",\"b64_json\":\""));
                ImageResponses.encode(in, caller);
                caller.write(utf8("\"}"));
              });
      withinEvent = false;
    } catch (ClientDisconnected gone) {
      wait.leave();
      throw gone;
    }
  }

  /** Whether an event is sent in part. */
  boolean isWithinEvent() {
    return withinEvent;
  }

  private EventStreamWriter events() {
    return Objects.requireNonNull(events);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    wait.close();
    jobSubscription.close();
  }
}
