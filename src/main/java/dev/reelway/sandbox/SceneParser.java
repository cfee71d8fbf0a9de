package dev.reelway.sandbox;

import dev.reelway.media.VideoInfo;
import dev.reelway.order.Parameters;
import dev.reelway.order.Size;
import dev.reelway.sandbox.paint.ImageFormat;
import dev.reelway.sandbox.paint.Scene;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a scene and the output options from the parameters of a request. */
final class SceneParser {

  private static final int MAX_SIDE = 1920;
  private static final int MAX_IMAGES = 10;
  private static final int MAX_ADDED = 20;

  private SceneParser() {}

  static String prompt(Parameters parameters) {
    var prompt = parameters.text("prompt");
    if (prompt == null || prompt.isBlank()) {
      throw invalid("prompt is required");
    }
    return prompt;
  }

  /**
   * @param source the source of a remix, which supplies the size and duration that are not given;
   *     null for a new video
   */
  static Scene video(Parameters parameters, @Nullable Scene source) {
    var defaultSize =
        source == null ? new Size(720, 1280) : new Size(source.width(), source.height());
    var size = size(parameters, defaultSize);
    Integer seconds = parameters.integer("seconds", "a whole number");
    return varied(
        parameters,
        new Scene(
            prompt(parameters),
            size.width(),
            size.height(),
            seconds != null ? Math.clamp(seconds, 1, 60) : source == null ? 10 : source.seconds(),
            Boolean.TRUE.equals(parameters.bool("watermark")),
            source == null ? null : withoutSource(source)));
  }

  /**
   * The source video, changed and continued.
   *
   * @param source what the source shows
   * @param isFile whether the source is a file, of which only the last frame is known
   * @param added how many seconds follow the source; 0 for an edit
   */
  static Scene edited(Parameters parameters, Scene source, boolean isFile, int added) {
    var scene =
        new Scene(
            prompt(parameters),
            source.width(),
            source.height(),
            Math.min(source.seconds() + added, Scene.MAX_SECONDS),
            Boolean.TRUE.equals(parameters.bool("watermark")),
            isFile ? null : withoutSource(source));
    return varied(parameters, scene)
        .startingFrom(isFile ? source.images() : List.of())
        .after(added > 0 ? source.seconds() : 0);
  }

  /** How many seconds an extension adds. */
  static int added(Parameters parameters) {
    Integer seconds = parameters.integer("seconds", "a whole number");
    if (seconds == null || seconds < 1 || seconds > MAX_ADDED) {
      throw invalid("seconds must be from 1 to " + MAX_ADDED);
    }
    return seconds;
  }

  /** A scene as long and nearly as large as a file. */
  static Scene ofFile(VideoInfo file) {
    var size = renderable(file.width(), file.height());
    return new Scene(
        "",
        size.width(),
        size.height(),
        Math.clamp(file.seconds(), 1, Scene.MAX_SECONDS),
        false,
        null);
  }

  /** The same parameters always look the same. */
  private static Scene varied(Parameters parameters, Scene scene) {
    var variation =
        Stream.of("seed", "negative_prompt", "quality", "style")
            .filter(parameters::has)
            .map(name -> name + "=" + Objects.requireNonNull(parameters.get(name)).asText())
            .collect(Collectors.joining("\n"));
    return scene.varied(variation, Boolean.FALSE.equals(parameters.bool("generate_audio")));
  }

  static Scene image(Parameters parameters) {
    var size = size(parameters, new Size(1024, 1024));
    boolean watermark = Boolean.TRUE.equals(parameters.bool("watermark"));
    return varied(
        parameters, new Scene(prompt(parameters), size.width(), size.height(), 1, watermark, null));
  }

  /** The number of images. */
  static int count(Parameters parameters) {
    Integer count = parameters.integer("n", "a whole number");
    if (count != null && (count < 1 || count > MAX_IMAGES)) {
      throw invalid("n must be from 1 to " + MAX_IMAGES);
    }
    return count == null ? 1 : count;
  }

  static ImageFormat format(Parameters parameters) {
    var requested = parameters.text("output_format");
    return ImageFormat.read(requested == null ? "png" : requested)
        .orElseThrow(() -> invalid("output_format must be png, jpeg or webp"));
  }

  /** Whether the images are sent in the response instead of as links. */
  static boolean inline(Parameters parameters) {
    var requested = parameters.text("response_format");
    return switch (requested == null ? "url" : requested) {
      case "url" -> false;
      case "b64_json" -> true;
      default -> throw invalid("response_format must be url or b64_json");
    };
  }

  private static Size size(Parameters parameters, Size defaultSize) {
    var requested = parameters.text("size");
    var size = requested == null ? defaultSize : Size.read(requested).orElse(defaultSize);
    return renderable(size.width(), size.height());
  }

  /** A size of the same shape whose longer side is not too long. */
  private static Size renderable(int width, int height) {
    double scale = Math.min(1, (double) MAX_SIDE / Math.max(width, height));
    return new Size(even(width * scale), even(height * scale));
  }

  /** H.264 stores colours at half resolution, so both sides must be even. */
  private static int even(double side) {
    return Math.clamp(Math.round(side), 64, MAX_SIDE) & ~1;
  }

  /** The scene without its own source. */
  private static Scene withoutSource(Scene scene) {
    return new Scene(
            scene.prompt(), scene.width(), scene.height(), scene.seconds(), scene.watermark(), null)
        .varied(scene.variation(), scene.silent());
  }

  private static SandboxRefused invalid(String sentence) {
    return new SandboxRefused(400, "invalid_value", sentence);
  }
}
