package dev.reelway.sandbox;

import dev.reelway.api.CallReader;
import dev.reelway.api.Sealed;
import dev.reelway.order.Size;
import dev.reelway.order.Wishes;
import dev.reelway.sink.Asset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/** What the routes of the embedded upstream ask. It shares nothing with the ledger. */
public final class Sandbox implements AutoCloseable {

  private static final int LISTED = 100;
  private static final String CALL = "CamelHttpServletRequest";

  private final SandboxSettings settings;
  private final CallReader reader;
  private final Clock clock;
  private final Tasks tasks;
  private final Films films;
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

  /**
   * @param home where tasks and films are kept
   */
  public Sandbox(SandboxSettings settings, CallReader reader, Path home, Clock clock)
      throws IOException {
    this.settings = settings;
    this.reader = reader;
    this.clock = clock;
    this.tasks = new Tasks(home.resolve("tasks"));
    this.films = new Films(home.resolve("films"));
  }

  /** The first step of every route: only the sandbox's own key passes. */
  public void admit(@Header(CALL) Sealed sealed) {
    var sent = String.valueOf(sealed.call().getHeader("Authorization"));
    if (!sent.replaceFirst("^(?i)bearer ", "").equals(settings.key())) {
      throw new SandboxRefused(401, "invalid_api_key", "The sandbox does not know this key.");
    }
  }

  /** Takes on a film. */
  public Map<String, @Nullable Object> create(@Header(CALL) Sealed sealed) throws IOException {
    return taken(sealed, null);
  }

  /** Takes on a film that starts from another one. */
  public Map<String, @Nullable Object> remix(@Header(CALL) Sealed sealed, @Header("id") String id)
      throws IOException {
    return taken(sealed, find(id));
  }

  private Map<String, @Nullable Object> taken(Sealed sealed, @Nullable Task from)
      throws IOException {
    var wishes = reader.read(sealed.call());
    var key = sealed.call().getHeader("Idempotency-Key");
    var id = key == null ? "video_" + UUID.randomUUID() : Tasks.idFor(key);
    flaky(id, Rehearsal.of(prompt(wishes)), 503);
    var made =
        Task.of(
            id,
            model(wishes, from),
            scene(wishes, from),
            clock.instant(),
            settings.renderTime(),
            from == null ? null : from.id());
    var task = tasks.keep(made);
    films.prepare(task.scene());
    return TaskView.of(task, clock.instant(), null);
  }

  private static String prompt(Wishes wishes) {
    var prompt = wishes.text("prompt");
    if (prompt == null || prompt.isBlank()) {
      throw new SandboxRefused(400, "invalid_value", "prompt is missing");
    }
    return prompt;
  }

  private static String model(Wishes wishes, @Nullable Task from) {
    var model = wishes.text("model");
    return model != null ? model : from != null ? from.model() : "sora_video2";
  }

  private static Scene scene(Wishes wishes, @Nullable Task from) {
    var source = from == null ? null : from.scene();
    var asked = wishes.text("size");
    var usual = source == null ? new Size(720, 1280) : new Size(source.width(), source.height());
    var size = asked == null ? usual : Size.read(asked).orElse(usual);
    Integer seconds = wishes.whole("seconds", "a whole number");
    return new Scene(
        prompt(wishes),
        even(size.width()),
        even(size.height()),
        seconds != null ? Math.clamp(seconds, 1, 60) : source == null ? 10 : source.seconds(),
        Boolean.TRUE.equals(wishes.flag("watermark")),
        source == null ? null : alone(source));
  }

  /** A source's own source is not shown any more. */
  private static Scene alone(Scene scene) {
    return new Scene(
        scene.prompt(), scene.width(), scene.height(), scene.seconds(), scene.watermark(), null);
  }

  /** H.264 halves its colours: both sides must be even. */
  private static int even(int side) {
    return Math.clamp(side, 64, 1920) & ~1;
  }

  /** How a film is getting on. */
  public Map<String, @Nullable Object> show(@Header("id") String id) {
    var task = find(id);
    flaky(id, task.rehearsal(), 500);
    var link = task.rehearsal().expiredLink() ? link(task) : null;
    return TaskView.of(task, clock.instant(), link);
  }

  /** The first link that a task gets has expired before anybody can use it. */
  private String link(Task task) {
    var last = task.status(clock.instant()) == Task.Status.completed ? count(task.id()) : 0;
    return "/sandbox/v1/videos/%s/content?link=%d".formatted(task.id(), last);
  }

  /** The newest films. */
  public Map<String, Object> list() {
    var now = clock.instant();
    var data = tasks.newest(LISTED).stream().map(task -> TaskView.of(task, now, null)).toList();
    return Map.of("object", "list", "data", data, "has_more", false);
  }

  /** What the sandbox sends for a film that is done: the film, or its thumbnail. */
  public Asset asset(@Header(CALL) Sealed sealed, @Header("id") String id) throws IOException {
    var wishes = reader.query(sealed.call());
    var task = find(id);
    if (task.status(clock.instant()) != Task.Status.completed) {
      throw new SandboxRefused(404, "not_ready", "The film is not ready.");
    }
    if ("1".equals(wishes.text("link"))) {
      throw new SandboxRefused(410, "expired", "The link has expired.");
    }
    flaky(id, task.rehearsal(), 500);
    boolean thumbnail = "thumbnail".equals(wishes.text("variant"));
    var file = thumbnail ? films.thumbnail(task.scene()) : films.film(task.scene());
    return new Asset(
        "sandbox",
        file.toString(),
        thumbnail ? "image/webp" : "video/mp4",
        Files.size(file),
        task.scene().fingerprint(),
        null);
  }

  /** The file of an asset. */
  public Resource open(Asset asset) {
    return new FileSystemResource(asset.key());
  }

  private Task find(String id) {
    return tasks
        .find(id)
        .orElseThrow(() -> new SandboxRefused(404, "not_found", "No such film in the sandbox."));
  }

  /** Every other call about a flaky film fails, the first one among them. */
  private void flaky(String id, Rehearsal rehearsal, int status) {
    if (rehearsal.flaky() && count(id) % 2 == 1) {
      throw new SandboxRefused(status, "flaky", "The sandbox stumbles, as it was asked to.");
    }
  }

  private int count(String id) {
    return counts.computeIfAbsent(id, unseen -> new AtomicInteger()).incrementAndGet();
  }

  @Override
  public void close() {
    films.close();
  }
}
