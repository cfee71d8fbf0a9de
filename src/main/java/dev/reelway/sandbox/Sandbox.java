package dev.reelway.sandbox;

import dev.reelway.api.OpaqueRequest;
import dev.reelway.api.RequestReader;
import dev.reelway.order.Parameters;
import dev.reelway.sandbox.paint.ImageStore;
import dev.reelway.sandbox.paint.SandboxVideos;
import dev.reelway.sandbox.paint.Scene;
import dev.reelway.sandbox.paint.SceneRenderer;
import dev.reelway.sink.Asset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/** Handles the sandbox's video requests. The sandbox shares no data with the ledger. */
public final class Sandbox implements AutoCloseable {

  private static final int PAGE_SIZE = 100;
  private static final int MOST_OUTPUTS = 4;
  private static final String CALL = "CamelHttpServletRequest";

  private final SandboxSettings settings;
  private final RequestReader reader;
  private final Clock clock;
  private final RequestStore<SandboxTask> tasks;
  private final ImageStore imageStore;
  private final SandboxSources sandboxSources;
  private final SandboxVideos sandboxVideos;
  private final IntermittentFailures intermittentFailures = new IntermittentFailures();

  /**
   * @param home where tasks, uploaded images and videos are stored
   * @param sandboxSources reads the sources of edits and extensions
   */
  Sandbox(
      SandboxSettings settings,
      RequestReader reader,
      Path home,
      SandboxSources sandboxSources,
      Clock clock)
      throws IOException {
    this.settings = settings;
    this.reader = reader;
    this.clock = clock;
    this.tasks = new RequestStore<>(home.resolve("tasks"), "video_", SandboxTask.class, clock);
    this.imageStore = new ImageStore(home.resolve("images"), clock);
    this.sandboxSources = sandboxSources;
    this.sandboxVideos = new SandboxVideos(home.resolve("videos"), new SceneRenderer(imageStore));
  }

  /** The first step of every route: refuses any key but the sandbox's own. */
  public void admit(@Header(CALL) OpaqueRequest opaqueRequest) {
    var sent = String.valueOf(opaqueRequest.request().getHeader("Authorization"));
    if (!sent.replaceFirst("^(?i)bearer ", "").equals(settings.key())) {
      throw new SandboxRefused(401, "invalid_api_key", "The sandbox does not know this key.");
    }
  }

  /** Creates a video task. */
  public Map<String, @Nullable Object> create(@Header(CALL) OpaqueRequest opaqueRequest)
      throws IOException {
    return accept(opaqueRequest, null);
  }

  /** Creates a video task that starts from another video. */
  public Map<String, @Nullable Object> remix(
      @Header(CALL) OpaqueRequest opaqueRequest, @Header("id") String id) throws IOException {
    return accept(opaqueRequest, find(id));
  }

  private Map<String, @Nullable Object> accept(
      OpaqueRequest opaqueRequest, @Nullable SandboxTask from) throws IOException {
    var sandboxRequest = SandboxRequest.in(opaqueRequest.request(), reader);
    var id = id(opaqueRequest, sandboxRequest.parameters());
    var scene = scene(sandboxRequest, from);
    return accepted(id, sandboxRequest.parameters(), scene, from);
  }

  /** Creates a video task that changes another video, which is named or sent. */
  public Map<String, @Nullable Object> edit(@Header(CALL) OpaqueRequest opaqueRequest)
      throws IOException {
    return edited(opaqueRequest, reader.read(opaqueRequest.request()), 0);
  }

  /** Creates a video task that continues another video, which is named or sent. */
  public Map<String, @Nullable Object> extend(@Header(CALL) OpaqueRequest opaqueRequest)
      throws IOException {
    var parameters = reader.read(opaqueRequest.request());
    return edited(opaqueRequest, parameters, SceneParser.added(parameters));
  }

  private Map<String, @Nullable Object> edited(
      OpaqueRequest opaqueRequest, Parameters parameters, int added) throws IOException {
    var id = id(opaqueRequest, parameters);
    var source = sandboxSources.of(parameters, this::find, imageStore);
    var from = source.task();
    var scene = SceneParser.edited(parameters, source.scene(), from == null, added);
    return accepted(id, parameters, scene, from);
  }

  private String id(OpaqueRequest opaqueRequest, Parameters parameters) {
    var id = tasks.id(opaqueRequest.request().getHeader("Idempotency-Key"));
    intermittentFailures.failIfFlaky(id, SimulatedFailures.of(SceneParser.prompt(parameters)), 503);
    return id;
  }

  private Map<String, @Nullable Object> accepted(
      String id, Parameters parameters, Scene scene, @Nullable SandboxTask from) {
    var made =
        SandboxTask.of(
            id,
            model(parameters, from),
            scene,
            clock.instant(),
            settings.renderTime(),
            outputs(parameters),
            from == null ? null : from.id());
    var sandboxTask = tasks.keep(made);
    IntStream.range(0, sandboxTask.n())
        .forEach(i -> sandboxVideos.prepare(sandboxTask.scene().numbered(i)));
    return SandboxTaskView.of(sandboxTask, clock.instant(), List.of());
  }

  private static int outputs(Parameters parameters) {
    Integer n = parameters.integer("n", "a whole number");
    return n == null ? 1 : Math.clamp(n, 1, MOST_OUTPUTS);
  }

  private static String model(Parameters parameters, @Nullable SandboxTask from) {
    var model = parameters.text("model");
    return model != null ? model : from != null ? from.model() : "sora_video2";
  }

  private Scene scene(SandboxRequest sandboxRequest, @Nullable SandboxTask from)
      throws IOException {
    return from == null
        ? SceneParser.video(sandboxRequest.parameters(), null)
            .startingFrom(imageStore.keep(sandboxRequest.images()))
        : SceneParser.video(sandboxRequest.parameters(), from.scene());
  }

  /** The state of a video task. */
  public Map<String, @Nullable Object> show(@Header("id") String id) {
    var sandboxTask = find(id);
    intermittentFailures.failIfFlaky(id, sandboxTask.simulatedFailures(), 500);
    boolean linked = sandboxTask.simulatedFailures().expiredLink() || sandboxTask.n() > 1;
    return SandboxTaskView.of(
        sandboxTask, clock.instant(), linked ? links(sandboxTask) : List.of());
  }

  /** The links to its videos; of a task with expired links the first version has expired. */
  private List<String> links(SandboxTask sandboxTask) {
    int last =
        sandboxTask.simulatedFailures().expiredLink()
                && sandboxTask.status(clock.instant()) == SandboxTask.TaskStatus.completed
            ? intermittentFailures.count(sandboxTask.id())
            : 0;
    return IntStream.range(0, sandboxTask.n())
        .mapToObj(
            i ->
                "/sandbox/v1/videos/%s/content?link=%d&index=%d"
                    .formatted(sandboxTask.id(), last, i))
        .toList();
  }

  /** One page of the video tasks, newest first. */
  public Map<String, Object> list(@Header(CALL) OpaqueRequest opaqueRequest) {
    var now = clock.instant();
    var after = reader.query(opaqueRequest.request()).text("after");
    var all = newest();
    int from = 1 + all.stream().map(SandboxTask::id).toList().indexOf(after == null ? "" : after);
    var page = all.subList(from, Math.min(all.size(), from + PAGE_SIZE));
    var data =
        page.stream()
            .map(sandboxTask -> SandboxTaskView.of(sandboxTask, now, listed(sandboxTask)))
            .toList();
    boolean more = from + PAGE_SIZE < all.size();
    return more
        ? Map.of("object", "list", "data", data, "has_more", true, "last_id", page.getLast().id())
        : Map.of("object", "list", "data", data, "has_more", false);
  }

  /** A list, too, has to say where several videos are. */
  private List<String> listed(SandboxTask sandboxTask) {
    return sandboxTask.n() > 1 ? links(sandboxTask) : List.of();
  }

  private List<SandboxTask> newest() {
    return tasks.all().stream()
        .sorted(
            Comparator.comparingLong(SandboxTask::createdAt)
                .reversed()
                .thenComparing(SandboxTask::id))
        .toList();
  }

  /** The file of a completed video: the video, or its thumbnail. */
  public Asset asset(@Header(CALL) OpaqueRequest opaqueRequest, @Header("id") String id)
      throws IOException {
    var parameters = reader.query(opaqueRequest.request());
    var sandboxTask = find(id);
    if (sandboxTask.status(clock.instant()) != SandboxTask.TaskStatus.completed) {
      throw new SandboxRefused(404, "not_ready", "The video is not ready.");
    }
    if ("1".equals(parameters.text("link"))) {
      throw new SandboxRefused(410, "expired", "The link has expired.");
    }
    intermittentFailures.failIfFlaky(id, sandboxTask.simulatedFailures(), 500);
    boolean thumbnail = "thumbnail".equals(parameters.text("variant"));
    var scene = scene(sandboxTask, parameters);
    var file = thumbnail ? sandboxVideos.thumbnail(scene) : sandboxVideos.video(scene);
    return new Asset(
        "sandbox",
        file.toString(),
        thumbnail ? "image/webp" : "video/mp4",
        Files.size(file),
        scene.fingerprint(),
        null);
  }

  private static Scene scene(SandboxTask sandboxTask, Parameters parameters) {
    Integer index = parameters.integer("index", "a whole number");
    if (index != null && (index < 0 || index >= sandboxTask.n())) {
      throw new SandboxRefused(404, "not_found", "The task has no such video.");
    }
    return sandboxTask.scene().numbered(index == null ? 0 : index);
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

  private SandboxTask find(String id) {
    return tasks
        .find(id)
        .orElseThrow(() -> new SandboxRefused(404, "not_found", "No such video in the sandbox."));
  }

  @Override
  public void close() {
    sandboxVideos.close();
  }
}
