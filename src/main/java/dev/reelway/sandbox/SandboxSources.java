package dev.reelway.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.reelway.media.FrameExtractor;
import dev.reelway.media.ImageRefused;
import dev.reelway.media.ReferenceSettings;
import dev.reelway.media.SpoolFolder;
import dev.reelway.media.UploadedContent;
import dev.reelway.media.VideoChecker;
import dev.reelway.order.Parameters;
import dev.reelway.sandbox.paint.ImageStore;
import dev.reelway.sandbox.paint.Scene;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;

/**
 * Reads the source of an edit or an extension: the id of a task, or a file. Of a file, the sandbox
 * keeps the length, the size and the last frame.
 */
final class SandboxSources {

  private final SpoolFolder spoolFolder;
  private final VideoChecker videoChecker;
  private final FrameExtractor frameExtractor;
  private final ReferenceSettings settings;

  SandboxSources(
      SpoolFolder spoolFolder,
      VideoChecker videoChecker,
      FrameExtractor frameExtractor,
      ReferenceSettings settings) {
    this.spoolFolder = spoolFolder;
    this.videoChecker = videoChecker;
    this.frameExtractor = frameExtractor;
    this.settings = settings;
  }

  /**
   * A source.
   *
   * @param task the task that made it, or null for a file
   * @param scene what it shows; of a file, its last frame
   */
  record Source(@Nullable SandboxTask task, Scene scene) {}

  /**
   * @param tasks finds a task by its id
   * @param imageStore stores the last frame of a file
   */
  Source of(Parameters parameters, Function<String, SandboxTask> tasks, ImageStore imageStore)
      throws IOException {
    var value = parameters.get("video");
    var one = value != null && value.isArray() && value.size() == 1 ? value.get(0) : value;
    if (one instanceof POJONode file && file.getPojo() instanceof UploadedContent upload) {
      return new Source(null, scene(upload, imageStore));
    }
    var task = tasks.apply(id(one));
    return new Source(task, task.scene());
  }

  private static String id(@Nullable JsonNode value) {
    var id = value != null && value.isObject() ? value.path("id") : value;
    if (id == null || !id.isTextual()) {
      throw invalid("video is required: it must be the id of a video or a file");
    }
    return id.textValue();
  }

  private Scene scene(UploadedContent upload, ImageStore imageStore) throws IOException {
    try (var in = upload.open();
        var file = spoolFolder.store(in, settings.largestVideo().toBytes())) {
      var info = videoChecker.check(file.path(), file.sha256());
      var video = new FileSystemResource(file.path());
      try (var frame = frameExtractor.lastFrame(video, settings.largest().toBytes())) {
        var names = imageStore.keep(List.of(new FileSystemResource(frame.path())));
        return SceneParser.ofFile(info).startingFrom(names);
      }
    } catch (ImageRefused refused) {
      throw invalid("video " + refused.sentence());
    }
  }

  private static SandboxRefused invalid(String sentence) {
    return new SandboxRefused(400, "invalid_value", sentence);
  }
}
