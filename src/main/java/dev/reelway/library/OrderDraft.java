package dev.reelway.library;

import dev.reelway.order.Order;
import dev.reelway.order.Orders;
import dev.reelway.order.ReferenceRole;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order that is checked except for its reference images, which have not been read yet.
 *
 * @param images the sources of the reference images; the constructor throws {@link
 *     dev.reelway.order.OrderRefused} if there are more than the order accepts
 */
public record OrderDraft(Order order, List<ImageSource> images) {

  public OrderDraft {
    Orders.checkReferences(order, (int) images.stream().filter(OrderDraft::isImage).count());
    images = List.copyOf(images);
  }

  /**
   * An order with the references of its request. The first frame goes first and the last frame
   * last; the others stay in the caller's order.
   */
  public static OrderDraft of(Order order, List<Reference> references) {
    var sorted = references.stream().sorted(Comparator.comparingInt(OrderDraft::place)).toList();
    var images = sorted.stream().map(Reference::source).toList();
    var draft = new OrderDraft(order, images);
    return new OrderDraft(
        Orders.withRoles(
            draft.order(), sorted.stream().<@Nullable ReferenceRole>map(Reference::role).toList()),
        images);
  }

  private static int place(Reference reference) {
    return switch (reference.role()) {
      case FIRST_FRAME -> 0;
      case null -> 1;
      case REFERENCE -> 2;
      case LAST_FRAME -> 3;
    };
  }

  private static boolean isImage(ImageSource imageSource) {
    return !(imageSource instanceof ImageSource.LastFrame);
  }

  /** Whether there are reference images to read. */
  public boolean hasImages() {
    return !images.isEmpty();
  }
}
