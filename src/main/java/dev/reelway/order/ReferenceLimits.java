package dev.reelway.order;

import dev.reelway.media.ImageInfo;
import dev.reelway.media.MediaInfo;
import dev.reelway.media.ReferenceInfo;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a target takes of the files that an order refers to, besides the number of images.
 *
 * @param videos the most reference videos
 * @param audios the most reference audio files
 * @param inlineImage the largest image in bytes that is sent within the request; a larger one is
 *     sent as a link
 * @param inlineVideo the same for a video
 * @param inlineAudio the same for an audio file
 * @param linked whether links can be sent, because this service has a public URL
 */
public record ReferenceLimits(
    int videos, int audios, long inlineImage, long inlineVideo, long inlineAudio, boolean linked) {

  /** Neither videos nor audio files, and images of any size. */
  public static final ReferenceLimits NONE =
      new ReferenceLimits(0, 0, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, false);

  /** Whether a file is sent within the request rather than as a link. */
  public boolean isInline(ReferenceInfo file) {
    return file.bytes() <= inline(file);
  }

  private long inline(ReferenceInfo file) {
    return switch (file) {
      case ImageInfo image -> inlineImage;
      case MediaInfo media -> media.sounds() ? inlineAudio : inlineVideo;
    };
  }

  /** The refusal of an order with more files, or with files that cannot be sent. */
  Optional<OrderRefused> refusal(Order order) {
    if (!(order instanceof VideoOrder video)) {
      return unsendable(order);
    }
    var many =
        Stream.of(
                tooMany(ReferenceRole.REFERENCE_VIDEO, video, false, videos),
                tooMany(ReferenceRole.REFERENCE_AUDIO, video, true, audios))
            .flatMap(Optional::stream)
            .findFirst();
    return many.isPresent() ? many : unsendable(order);
  }

  private static Optional<OrderRefused> tooMany(
      ReferenceRole role, VideoOrder video, boolean sounds, int most) {
    long count = video.media().stream().filter(one -> one.sounds() == sounds).count();
    var param = role.parameter();
    return count <= most
        ? Optional.empty()
        : Optional.of(
            new OrderRefused(
                param,
                most == 0
                    ? param + " must be omitted: it is not available"
                    : "%s accepts at most %d files".formatted(param, most)));
  }

  private Optional<OrderRefused> unsendable(Order order) {
    var media = order instanceof VideoOrder video ? video.media() : List.<MediaInfo>of();
    return Stream.<ReferenceInfo>concat(order.images().stream(), media.stream())
        .filter(one -> !linked && !isInline(one))
        .findFirst()
        .map(this::unsendable);
  }

  private OrderRefused unsendable(ReferenceInfo file) {
    var param = param(file);
    long most = inline(file);
    var files = most == 0 ? param : "%s of more than %d bytes".formatted(param, most);
    return new OrderRefused(param, "reelway.public-url must be set to send " + files);
  }

  private static String param(ReferenceInfo file) {
    return file instanceof MediaInfo media
        ? (media.sounds() ? ReferenceRole.REFERENCE_AUDIO : ReferenceRole.REFERENCE_VIDEO)
            .parameter()
        : "input_reference";
  }
}
