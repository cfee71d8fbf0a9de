package dev.reelway.library;

import dev.reelway.media.UploadedContent;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The source of a video that is edited or extended. */
public sealed interface VideoSource {

  /** The parameter that holds it, as the caller spells it. */
  String param();

  /** The id of the caller's own job that made it, or null. */
  default @Nullable String job() {
    return null;
  }

  /** The order of that job as it was requested, or null. */
  default @Nullable VideoOrder ordered() {
    return null;
  }

  /**
   * A video of this service and of the same licence, which stays where it is.
   *
   * @param ordered the order as it was requested
   * @param made the order as it was rendered
   */
  record Rendered(String param, String job, VideoOrder ordered, VideoOrder made)
      implements VideoSource {}

  /** The bytes of the video. */
  record InlineFile(String param, UploadedContent file) implements VideoSource {}

  /** Base64 text, bare or as a {@code data:} URL. */
  record Base64Text(String param, UploadedContent text) implements VideoSource {}

  /** An http or https URL. */
  record RemoteLink(String param, URI link) implements VideoSource {}

  /** The id of an uploaded file. */
  record UploadedFile(String param, String id) implements VideoSource {}

  /**
   * A rendered file of this service, named by one of its links.
   *
   * @param job null if it was made for another licence, like {@code ordered}
   */
  record LinkedFile(String param, Asset asset, @Nullable String job, @Nullable VideoOrder ordered)
      implements VideoSource {}
}
