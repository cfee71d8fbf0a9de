package dev.reelway.library;

import dev.reelway.media.UploadedContent;
import dev.reelway.order.ReferenceRole;
import dev.reelway.sink.Asset;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The source of a reference image, video or audio file of an order, or of an image in an upstream's
 * answer.
 */
public sealed interface ImageSource {

  /** The parameter that holds it, as the caller spells it. */
  String param();

  /**
   * A video or an audio file that the order refers to.
   *
   * @param role reference video or reference audio
   */
  record Media(ImageSource file, ReferenceRole role) implements ImageSource {

    @Override
    public String param() {
      return file.param();
    }
  }

  /** The bytes of the image. */
  record InlineFile(String param, UploadedContent file) implements ImageSource {}

  /** Base64 text, bare or as a {@code data:} URL. */
  record Base64Text(String param, UploadedContent text) implements ImageSource {}

  /** An image within an upstream's answer: a {@code data:} URL, or base64. */
  record UpstreamData(UploadedContent text) implements ImageSource {

    @Override
    public String param() {
      return "data";
    }
  }

  /** An http or https URL. */
  record RemoteLink(String param, URI link) implements ImageSource {}

  /** The id of an uploaded file. */
  record UploadedFile(String param, String id) implements ImageSource {}

  /** A rendered image or video of this service, named by one of its links. */
  record RenderedImage(String param, Asset asset) implements ImageSource {}

  /** The last frame of a video that this service has rendered. */
  record LastFrame(String param, Asset video) implements ImageSource {}

  /** The rendered file that this source needs, or null if it needs none. */
  default @Nullable Asset asset() {
    return switch (this) {
      case RenderedImage(var param, var asset) -> asset;
      case LastFrame(var param, var video) -> video;
      case Media(var file, var role) -> file.asset();
      case InlineFile u -> null;
      case Base64Text e -> null;
      case UpstreamData a -> null;
      case RemoteLink l -> null;
      case UploadedFile f -> null;
    };
  }
}
