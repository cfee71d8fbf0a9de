package dev.reelway.sandbox;

import dev.reelway.api.CallReader;
import dev.reelway.api.Sealed;
import dev.reelway.order.Wishes;
import dev.reelway.sink.Asset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/** Handles the sandbox's video requests. The sandbox shares no data with the ledger. */
public final class Sandbox implements AutoCloseable {

  private static final int PAGE_SIZE = 100;
  private static final String CALL = "CamelHttpServletRequest";

  private final SandboxSettings settings;
  private final CallReader reader;
  private final Clock clock;
  private final Cards<Task> tasks;
  private final Album album;
  private final Films films;
  private final Stumbles stumbles = new Stumbles();

  /**
   * @param home where tasks, uploaded images and videos are stored
   */
  Sandbox(SandboxSettings settings, CallReader reader, Path home, Clock clock) throws IOException {
    this.settings = settings;
    this.reader = reader;
    this.clock = clock;
    this.tasks = new Cards<>(home.resolve("tasks"), "video_", Task.class, clock);
    this.album = new Album(home.resolve("pictures"));
    this.films = new Films(home.resolve("films"), new Studio(album));
  }

  /** The first step of every route: refuses any key but the sandbox's own. */
  public void admit(@Header(CALL) Sealed sealed) {
    var sent = String.valueOf(sealed.call().getHeader("Authorization"));
    if (!sent.replaceFirst("^(?i)bearer ", "").equals(settings.key())) {
      throw new SandboxRefused(401, "invalid_api_key", "The sandbox does not know this key.");
    }
  }

  /** Creates a video task. */
  public Map<String, @Nullable Object> create(@Header(CALL) Sealed sealed) throws IOException {
    return taken(sealed, null);
  }

  /** Creates a video task that starts from another video. */
  public Map<String, @Nullable Object> remix(@Header(CALL) Sealed sealed, @Header("id") String id)
      throws IOException {
    return taken(sealed, find(id));
  }

  private Map<String, @Nullable Object> taken(Sealed sealed, @Nullable Task from)
      throws IOException {
    var given = Given.in(sealed.call(), reader);
    var id = tasks.id(sealed.call().getHeader("Idempotency-Key"));
    stumbles.stumble(id, Rehearsal.of(Script.prompt(given.wishes())), 503);
    var made =
        Task.of(
            id,
            model(given.wishes(), from),
            scene(given, from),
            clock.instant(),
            settings.renderTime(),
            from == null ? null : from.id());
    var task = tasks.keep(made);
    films.prepare(task.scene());
    return TaskView.of(task, clock.instant(), null);
  }

  private static String model(Wishes parameters, @Nullable Task from) {
    var model = parameters.text("model");
    return model != null ? model : from != null ? from.model() : "sora_video2";
  }

  private Scene scene(Given given, @Nullable Task from) throws IOException {
    return from == null
        ? Script.film(given.wishes(), null).startingFrom(album.keep(given.pictures()))
        : Script.film(given.wishes(), from.scene());
  }

  /** The state of a video task. */
  public Map<String, @Nullable Object> show(@Header("id") String id) {
    var task = find(id);
    stumbles.stumble(id, task.rehearsal(), 500);
    var link = task.rehearsal().expiredLink() ? link(task) : null;
    return TaskView.of(task, clock.instant(), link);
  }

  /** A link whose first version has already expired. */
  private String link(Task task) {
    var last =
        task.status(clock.instant()) == Task.Status.completed ? stumbles.count(task.id()) : 0;
    return "/sandbox/v1/videos/%s/content?link=%d".formatted(task.id(), last);
  }

  /** One page of the video tasks, newest first. */
  public Map<String, Object> list(@Header(CALL) Sealed sealed) {
    var now = clock.instant();
    var after = reader.query(sealed.call()).text("after");
    var all = newest();
    int from = 1 + all.stream().map(Task::id).toList().indexOf(after == null ? "" : after);
    var page = all.subList(from, Math.min(all.size(), from + PAGE_SIZE));
    var data = page.stream().map(task -> TaskView.of(task, now, null)).toList();
    boolean more = from + PAGE_SIZE < all.size();
    return more
        ? Map.of("object", "list", "data", data, "has_more", true, "last_id", page.getLast().id())
        : Map.of("object", "list", "data", data, "has_more", false);
  }

  private List<Task> newest() {
    return tasks.all().stream()
        .sorted(Comparator.comparingLong(Task::createdAt).reversed().thenComparing(Task::id))
        .toList();
  }

  /** The file of a completed video: the video, or its thumbnail. */
  public Asset asset(@Header(CALL) Sealed sealed, @Header("id") String id) throws IOException {
    var parameters = reader.query(sealed.call());
    var task = find(id);
    if (task.status(clock.instant()) != Task.Status.completed) {
      throw new SandboxRefused(404, "not_ready", "The video is not ready.");
    }
    if ("1".equals(parameters.text("link"))) {
      throw new SandboxRefused(410, "expired", "The link has expired.");
    }
    stumbles.stumble(id, task.rehearsal(), 500);
    boolean thumbnail = "thumbnail".equals(parameters.text("variant"));
    var file = thumbnail ? films.thumbnail(task.scene()) : films.film(task.scene());
    return new Asset(
        "sandbox",
        file.toString(),
        thumbnail ? "image/webp" : "video/mp4",
        Files.size(file),
        task.scene().fingerprint(),
        null);
  }

  /** Opens the file of an asset. */
  public Resource open(Asset asset) {
    return new FileSystemResource(asset.key());
  }

  /** Deletes a video task, whether it is finished or not. */
  public Map<String, Object> delete(@Header("id") String id) throws IOException {
    tasks.remove(find(id));
    return Map.of("id", id, "object", "video.deleted", "deleted", true);
  }

  private Task find(String id) {
    return tasks
        .find(id)
        .orElseThrow(() -> new SandboxRefused(404, "not_found", "No such video in the sandbox."));
  }

  @Override
  public void close() {
    films.close();
  }
}
