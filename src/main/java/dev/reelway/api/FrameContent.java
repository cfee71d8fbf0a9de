package dev.reelway.api;

import dev.reelway.media.FrameImages;
import dev.reelway.media.FrameImages.Kind;
import dev.reelway.media.ImageRefused;
import dev.reelway.sink.Asset;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/** Answers content requests for images of a video's frames, which are made on demand. */
public final class FrameContent {

  private final RequestReader reader;
  private final FrameImages frameImages;

  FrameContent(RequestReader reader, FrameImages frameImages) {
    this.reader = reader;
    this.frameImages = frameImages;
  }

  private static @Nullable Kind kind(@Nullable String variant) {
    return switch (variant) {
      case "spritesheet" -> Kind.SPRITESHEET;
      case "last_frame" -> Kind.LAST_FRAME;
      case null, default -> null;
    };
  }

  /**
   * The opened file, or with {@code variant=spritesheet} or {@code last_frame} the image of its
   * frames, to which the variable {@code asset} is set then.
   */
  public Object image(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("asset") Asset asset,
      Exchange exchange)
      throws IOException, InterruptedException, InvalidPayloadException {
    var video = exchange.getMessage().getMandatoryBody(Resource.class);
    var kind = kind(reader.query(opaqueRequest.request()).text("variant"));
    if (kind == null) {
      return video;
    }
    AssetSender.requirePresent(video, asset);
    var image = image(kind, video, asset);
    exchange.setVariable(
        "asset",
        new Asset(asset.sink(), asset.key(), "image/jpeg", image.bytes(), image.sha256(), null));
    return new FileSystemResource(image.file());
  }

  private FrameImages.FrameImage image(Kind kind, Resource video, Asset asset)
      throws IOException, InterruptedException {
    try {
      return frameImages.of(kind, video, asset.sha256());
    } catch (FrameImages.Busy busy) {
      throw new RequestRefused(
          503, null, "frames_busy", "Too many images of frames are being made. Try again later.");
    } catch (ImageRefused unreadable) {
      throw refused(kind, "The video " + unreadable.getMessage() + ".");
    }
  }

  private static RequestRefused refused(Kind kind, String sentence) {
    return switch (kind) {
      case SPRITESHEET -> new RequestRefused(404, "variant", "no_spritesheet", sentence);
      case LAST_FRAME -> new RequestRefused(404, "variant", "no_last_frame", sentence);
    };
  }
}
