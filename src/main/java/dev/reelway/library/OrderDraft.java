package dev.reelway.library;

import dev.reelway.order.Order;
import dev.reelway.order.Orders;
import java.util.List;

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

  private static boolean isImage(ImageSource imageSource) {
    return !(imageSource instanceof ImageSource.LastFrame);
  }

  /** Whether there are reference images to read. */
  public boolean hasImages() {
    return !images.isEmpty();
  }
}
