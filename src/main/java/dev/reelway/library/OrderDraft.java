package dev.reelway.library;

import dev.reelway.media.ImageInfo;
import dev.reelway.order.ImageGuide;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.order.ReferenceRole;
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

  public OrderDraft {
    int guides = guide == null ? 0 : 1;
    Orders.checkReferences(
        order, (int) images.stream().filter(OrderDraft::isImage).count() - guides);
    images = List.copyOf(images);
  }

  /** An order whose images are all references. */
  public OrderDraft(Order order, List<ImageSource> images) {
    this(order, images, null);
  }

  /**
   * An order with the references of its request. The first frame goes first and the last frame
   * last; the others stay in the caller's order.
   */
  public static OrderDraft of(Order order, List<Reference> references) {
    var sorted = references.stream().sorted(Comparator.comparingInt(OrderDraft::place)).toList();
    var guide = guide(sorted);
    var draft = new OrderDraft(order, sorted.stream().map(Reference::source).toList(), guide);
    return new OrderDraft(
        Orders.withRoles(
            draft.order(), sorted.stream().<@Nullable ReferenceRole>map(Reference::role).toList()),
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
   * The order with its images.
   *
   * @param stored the images, in the order of their sources
   * @throws OrderRefused if a mask or markup does not fit the first image
   */
  Order complete(List<ImageInfo> stored) {
    if (guide == null) {
      return stored.isEmpty() ? order : order.withReferences(stored);
    }
    var own = new ImageGuide(guide, stored.getLast());
    own.check(images.getLast().param(), stored.getFirst());
    return ((ImageOrder) order.withReferences(stored.subList(0, stored.size() - 1))).withGuide(own);
  }

  private static int place(Reference reference) {
    return switch (reference.role()) {
      case FIRST_FRAME -> 0;
      case null -> 1;
      case REFERENCE -> 2;
      case LAST_FRAME -> 3;
      case MASK, MARKUP -> 4;
    };
  }

  private static boolean isImage(ImageSource imageSource) {
    return !(imageSource instanceof ImageSource.LastFrame);
  }

  /** Whether there are images to read. */
  public boolean hasImages() {
    return !images.isEmpty();
  }
}
