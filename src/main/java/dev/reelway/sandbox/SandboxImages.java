package dev.reelway.sandbox;

import dev.reelway.api.OpaqueRequest;
import dev.reelway.api.RequestReader;
import dev.reelway.order.Parameters;
import dev.reelway.sandbox.paint.ImageCache;
import dev.reelway.sandbox.paint.ImageStore;
import dev.reelway.sandbox.paint.SceneRenderer;
import dev.reelway.sink.Asset;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/** Handles the sandbox's image requests. The images are made while the caller waits. */
public final class SandboxImages {

  private static final String CALL = "CamelHttpServletRequest";
  private static final int MAX_PARTIAL_IMAGES = 3;

  private final RequestReader reader;
  private final Clock clock;
  private final ImageStore imageStore;
  private final RequestStore<ImageTask> prints;
  private final ImageCache imageCache;
  private final IntermittentFailures intermittentFailures = new IntermittentFailures();
  private final RenderDelay renderDelay;

  /**
   * @param home where uploaded and generated images are stored
   */
  SandboxImages(RequestReader reader, Path home, Clock clock) throws IOException {
    this.reader = reader;
    this.clock = clock;
    this.imageStore = new ImageStore(home.resolve("images"), clock);
    this.prints = new RequestStore<>(home.resolve("prints"), "image_", ImageTask.class, clock);
    this.imageCache = new ImageCache(home.resolve("stills"), new SceneRenderer(imageStore));
    this.renderDelay = new RenderDelay(clock);
  }

  /** Makes images from a prompt. */
  public Object generate(@Header(CALL) OpaqueRequest opaqueRequest) throws IOException {
    return made(
        opaqueRequest.request(),
        SandboxRequest.in(opaqueRequest.request(), reader).withoutImages());
  }

  /**
   * Makes images from a prompt and the images in the request; a request without images is refused.
   */
  public Object edit(@Header(CALL) OpaqueRequest opaqueRequest) throws IOException {
    var sandboxRequest = SandboxRequest.in(opaqueRequest.request(), reader);
    if (sandboxRequest.images().isEmpty()) {
      throw new SandboxRefused(400, "invalid_value", "image is required");
    }
    return made(opaqueRequest.request(), sandboxRequest);
  }

  private Object made(HttpServletRequest call, SandboxRequest sandboxRequest) throws IOException {
    boolean inline = SceneParser.inline(sandboxRequest.parameters());
    var imageTask = accept(sandboxRequest, call.getHeader("Idempotency-Key"));
    if (isStreamed(imageTask, sandboxRequest.parameters())) {
      return stream(imageTask, sandboxRequest);
    }
    renderDelay.until(imageTask.due());
    if (imageTask.simulatedFailures().fail()) {
      return failure(imageTask.simulatedFailures());
    }
    requireResult(imageTask.simulatedFailures());
    var data = inline ? written(imageTask) : linked(imageTask, call);
    return Map.of("created", imageTask.createdAt() / 1000, "data", data);
  }

  /** What is to fail, fails as it does without a stream. */
  private static boolean isStreamed(ImageTask imageTask, Parameters parameters) {
    var failures = imageTask.simulatedFailures();
    return Boolean.TRUE.equals(parameters.bool("stream"))
        && !failures.fail()
        && failures.refusal().isEmpty()
        && !failures.never();
  }

  private SandboxImageStream stream(ImageTask imageTask, SandboxRequest sandboxRequest) {
    var kind = sandboxRequest.images().isEmpty() ? "image_generation" : "image_edit";
    Integer partial = sandboxRequest.parameters().integer("partial_images", "a whole number");
    int most = Math.clamp(partial == null ? 0 : partial, 0, MAX_PARTIAL_IMAGES);
    return new SandboxImageStream(imageTask, kind, most, imageCache, renderDelay);
  }

  /**
   * A failed render is reported in a response with status 200, as some upstreams of the seed's
   * dialect do.
   */
  private static Map<String, Object> failure(SimulatedFailures simulatedFailures) {
    var why = simulatedFailures.refusal().orElseThrow();
    return Map.of("error", Map.of("code", why.code(), "message", why.sentence()));
  }

  private static void requireResult(SimulatedFailures simulatedFailures) {
    var refusal = simulatedFailures.refusal();
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    if (simulatedFailures.never()) {
      throw new SandboxRefused(504, "timeout", "The render timed out, as requested by the prompt.");
    }
  }

  private ImageTask accept(SandboxRequest sandboxRequest, @Nullable String key) throws IOException {
    var parameters = sandboxRequest.parameters();
    var scene =
        SceneParser.image(parameters)
            .startingFrom(imageStore.keep(sandboxRequest.images()))
            .masked(mask(sandboxRequest));
    var id = prints.id(key);
    intermittentFailures.failIfFlaky(
        key == null ? scene.fingerprint() : id, SimulatedFailures.of(scene.prompt()), 503);
    return prints.keep(
        new ImageTask(
            id,
            scene,
            SceneParser.count(parameters),
            SceneParser.format(parameters),
            clock.millis()));
  }

  private @Nullable String mask(SandboxRequest sandboxRequest) throws IOException {
    var mask = sandboxRequest.mask();
    return mask == null ? null : imageStore.keep(List.of(mask)).getFirst();
  }

  /** The caller fetches images from where it called: no other host is known to reach this one. */
  private List<Map<String, String>> linked(ImageTask imageTask, HttpServletRequest call)
      throws IOException {
    var base = "http://%s:%d".formatted(call.getServerName(), call.getLocalPort());
    var data = new ArrayList<Map<String, String>>();
    for (var name : imageTask.names()) {
      file(imageTask, name);
      var path = "/sandbox/v1/images/%s/%s".formatted(imageTask.id(), name);
      data.add(Map.of("url", base + path));
    }
    return data;
  }

  private List<Map<String, String>> written(ImageTask imageTask) throws IOException {
    var data = new ArrayList<Map<String, String>>();
    for (var name : imageTask.names()) {
      var bytes = Files.readAllBytes(file(imageTask, name));
      data.add(Map.of("b64_json", Base64.getEncoder().encodeToString(bytes)));
    }
    return data;
  }

  /**
   * The image with this name. Its first fetch is refused as expired if the prompt asks for that.
   */
  public Asset asset(@Header("id") String id, @Header("name") String name) throws IOException {
    var imageTask = prints.find(id).orElseThrow(SandboxImages::unknown);
    var scene = imageTask.image(name).orElseThrow(SandboxImages::unknown);
    var about = id + "/" + name;
    intermittentFailures.failIfFlaky(about, imageTask.simulatedFailures(), 500);
    if (imageTask.simulatedFailures().expiredLink()
        && intermittentFailures.count("link " + about) == 1) {
      throw new SandboxRefused(410, "expired", "The link has expired.");
    }
    var file = file(imageTask, name);
    return new Asset(
        "sandbox",
        file.toString(),
        imageTask.format().mediaType(),
        Files.size(file),
        scene.fingerprint(),
        null);
  }

  private Path file(ImageTask imageTask, String name) throws IOException {
    var scene = imageTask.image(name).orElseThrow(SandboxImages::unknown);
    return imageCache.still(scene, imageTask.format());
  }

  private static SandboxRefused unknown() {
    return new SandboxRefused(404, "not_found", "No such image in the sandbox.");
  }

  @EventListener
  void closing(ContextClosedEvent event) {
    renderDelay.end();
  }
}
