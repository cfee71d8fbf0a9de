package dev.reelway.library;

import dev.reelway.media.ImageInfo;
import dev.reelway.media.MediaInfo;
import dev.reelway.media.ReferenceInfo;
import dev.reelway.order.ImageGuide;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.order.ReferenceRole;
import dev.reelway.order.VideoOrder;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order that is checked except for its images, which have not been read yet.
 *
 * @param images the sources of its images; the constructor throws {@link
 *     dev.reelway.order.OrderRefused} if there are more than the order accepts
 * @param guide mask or markup if the last image is one, or null
 */
public record OrderDraft(Order order, List<ImageSource> images, @Nullable ReferenceRole guide) {

  private static final String UNREAD = "0".repeat(64);

  public OrderDraft {
    int guides = guide == null ? 0 : 1;
    Orders.checkReferences(
        order, (int) images.stream().filter(OrderDraft::isImage).count() - guides);
    for (var role : List.of(ReferenceRole.REFERENCE_VIDEO, ReferenceRole.REFERENCE_AUDIO)) {
      Orders.checkMedia(order, role, count(images, role));
    }
    images = List.copyOf(images);
  }

  private static int count(List<ImageSource> images, ReferenceRole role) {
    return (int)
        images.stream()
            .filter(one -> one instanceof ImageSource.Media media && media.role() == role)
            .count();
  }

  /** An order whose images are all references. */
  public OrderDraft(Order order, List<ImageSource> images) {
    this(order, images, null);
  }

  /**
   * An order with the references of its request. The first frame goes first and the last frame
   * last, and after the images go the videos, then the audio files; the others stay in the caller's
   * order.
   */
  public static OrderDraft of(Order order, List<Reference> references) {
    var sorted = references.stream().sorted(Comparator.comparingInt(OrderDraft::place)).toList();
    var guide = guide(sorted);
    var draft = new OrderDraft(order, sorted.stream().map(Reference::own).toList(), guide);
    var images = sorted.stream().filter(one -> !one.isMedia());
    return new OrderDraft(
        Orders.withRoles(
            draft.order(), images.<@Nullable ReferenceRole>map(Reference::role).toList()),
        draft.images(),
        guide);
  }

  /** The role of the last image, if that is a mask or markup. */
  private static @Nullable ReferenceRole guide(List<Reference> sorted) {
    var guides = sorted.stream().filter(Reference::isGuide).toList();
    if (guides.isEmpty()) {
      return null;
    }
    var last = guides.getLast();
    var param = last.source().param();
    if (guides.size() == sorted.size()) {
      throw new OrderRefused(param, param + " belongs to an image: send that as image");
    }
    if (guides.size() > 1) {
      throw new OrderRefused(
          param,
          guides.getFirst().role() == last.role()
              ? param + " accepts one image"
              : "mask and markup exclude each other: send one of them");
    }
    return last.role();
  }

  /**
   * The order with its images, videos and audio files.
   *
   * @param stored the files, in the order of their sources
   * @throws OrderRefused if a mask or markup does not fit the first image
   */
  Order complete(List<ReferenceInfo> stored) {
    var media = only(MediaInfo.class, stored);
    var images = complete(order, only(ImageInfo.class, stored));
    return media.isEmpty() ? images : ((VideoOrder) images).withMedia(media);
  }

  /** The order with files of which nothing is known but how many there are. */
  public Order withCountedFiles() {
    return complete(images.stream().map(OrderDraft::unread).toList());
  }

  /** Whether an order is this one with its files, whatever these hold. */
  public boolean isOf(Order other) {
    return other.contents().size() == images.size() && withoutFiles(other).equals(order);
  }

  private static Order withoutFiles(Order order) {
    return switch (order) {
      case VideoOrder video -> video.withReferences(List.of()).withMedia(List.of());
      case ImageOrder image -> image.withGuide(null).withReferences(List.of());
    };
  }

  private static ReferenceInfo unread(ImageSource file) {
    return file instanceof ImageSource.Media(var source, var role)
        ? new MediaInfo(
            UNREAD, role.kind(), 1, role == ReferenceRole.REFERENCE_AUDIO ? null : 1, null, 1)
        : new ImageInfo(UNREAD, "image/png", 1, 1, 1);
  }

  private static <T> List<T> only(Class<T> type, List<ReferenceInfo> stored) {
    return stored.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private Order complete(Order bare, List<ImageInfo> stored) {
    if (guide == null) {
      return stored.isEmpty() ? bare : bare.withReferences(stored);
    }
    var own = new ImageGuide(guide, stored.getLast());
    own.check(images.getLast().param(), stored.getFirst());
    return ((ImageOrder) bare.withReferences(stored.subList(0, stored.size() - 1))).withGuide(own);
  }

  private static int place(Reference reference) {
    return switch (reference.role()) {
      case FIRST_FRAME -> 0;
      case null -> 1;
      case REFERENCE -> 2;
      case LAST_FRAME -> 3;
      case MASK, MARKUP -> 4;
      case REFERENCE_VIDEO -> 5;
      case REFERENCE_AUDIO -> 6;
    };
  }

  private static boolean isImage(ImageSource imageSource) {
    return !(imageSource instanceof ImageSource.LastFrame
        || imageSource instanceof ImageSource.Media);
  }

  /** Whether there are images to read. */
  public boolean hasImages() {
    return !images.isEmpty();
  }
}
