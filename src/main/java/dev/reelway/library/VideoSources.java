package dev.reelway.library;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.reelway.media.UploadedContent;
import dev.reelway.order.OrderParameter;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Parses the source video of a request in all forms that clients use: a file, an id, a URL or a
 * {@code data:} URL as text, and {@code {id}}, {@code {file_id}} and {@code {url}} as objects.
 */
public final class VideoSources {

  private static final Pattern FILE_ID = Pattern.compile("file-[A-Za-z0-9]{1,64}");
  private static final Pattern VIDEO_ID = Pattern.compile("video_[A-Za-z0-9_-]{1,64}");
  private static final Pattern HTTP = Pattern.compile("(?is)https?://.*");
  private static final Pattern DATA = Pattern.compile("(?is)data:.*");
  private static final List<String> KEYS =
      List.of("id", "video_id", "file_id", "url", "video_url", "uri", "video");
  private static final int MAX_LINK_LENGTH = 8_192;

  private final OwnVideos ownVideos;

  /** Finds videos of this service. */
  public interface OwnVideos {

    /**
     * The video with this id.
     *
     * @throws RuntimeException if it cannot be a source, with a sentence for the caller
     */
    VideoSource video(String param, String id);

    /** The video or file of a link of this service; empty for other links. */
    Optional<VideoSource> link(String param, URI link);
  }

  public VideoSources(OwnVideos ownVideos) {
    this.ownVideos = ownVideos;
  }

  /**
   * The source video of a request.
   *
   * @throws OrderRefused if there is not exactly one, or it has none of the known forms
   */
  public VideoSource of(Parameters parameters) {
    var names = new TreeSet<>(parameters.values().keySet());
    names.removeIf(
        name -> OrderParameter.named(name).filter(OrderParameter.VIDEO::equals).isEmpty());
    if (names.isEmpty()) {
      throw new OrderRefused(
          "video", "video is required: it must be the id of a video, a file or a URL");
    }
    if (names.size() > 1) {
      throw new OrderRefused(
          names.last(),
          "%s and %s are the same parameter: send only one of them"
              .formatted(names.last(), names.first()));
    }
    var value = parameters.get(names.first());
    if (value == null) {
      throw refused(names.first());
    }
    return source(names.first(), value);
  }

  private VideoSource source(String param, JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> only(param, value);
      case OBJECT -> named(param, value);
      case STRING -> text(param, value.textValue().strip());
      case POJO -> upload(param, (UploadedContent) ((POJONode) value).getPojo());
      case BINARY, BOOLEAN, MISSING, NULL, NUMBER -> throw refused(param);
    };
  }

  private VideoSource only(String param, JsonNode list) {
    if (list.size() != 1) {
      throw new OrderRefused(param, "%s must be one video, not %d".formatted(param, list.size()));
    }
    return source(param, list.get(0));
  }

  private VideoSource named(String param, JsonNode object) {
    if (ImageSources.isGiven(object.path("index"))) {
      throw new OrderRefused(
          param + ".index",
          "%s.index must be omitted: to use one of several outputs, send its url".formatted(param));
    }
    var keys = KEYS.stream().filter(key -> ImageSources.isGiven(object.path(key))).toList();
    if (keys.isEmpty()) {
      throw refused(param);
    }
    if (keys.size() > 1) {
      throw new OrderRefused(
          param + "." + keys.get(1),
          "%s.%s and %s.%s both name the video: send only one of them"
              .formatted(param, keys.get(1), param, keys.get(0)));
    }
    return source(param + "." + keys.getFirst(), object.get(keys.getFirst()));
  }

  private static VideoSource upload(String param, UploadedContent upload) {
    return upload.isText()
        ? new VideoSource.Base64Text(param, upload)
        : new VideoSource.InlineFile(param, upload);
  }

  private VideoSource text(String param, String text) {
    if (HTTP.matcher(text).matches()) {
      return link(param, text);
    }
    if (FILE_ID.matcher(text).matches()) {
      return new VideoSource.UploadedFile(param, text);
    }
    if (VIDEO_ID.matcher(text).matches()) {
      return ownVideos.video(param, text);
    }
    if (DATA.matcher(text).matches()) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      return new VideoSource.Base64Text(
          param, new UploadedContent(null, true, () -> new ByteArrayInputStream(bytes)));
    }
    throw refused(param);
  }

  private VideoSource link(String param, String text) {
    if (text.length() > MAX_LINK_LENGTH) {
      throw new OrderRefused(
          param, "%s must be at most %d characters long".formatted(param, MAX_LINK_LENGTH));
    }
    try {
      var link = URI.create(text);
      return ownVideos.link(param, link).orElseGet(() -> new VideoSource.RemoteLink(param, link));
    } catch (IllegalArgumentException malformed) {
      throw new OrderRefused(param, "%s must be a well-formed URL".formatted(param));
    }
  }

  private static OrderRefused refused(String param) {
    return new OrderRefused(
        param,
        "%s must be a video: the id of a video, a file, an http(s) URL, a data: URL or a file_id"
            .formatted(param));
  }
}
