package dev.reelway.library;

import dev.reelway.order.Order;
import dev.reelway.order.Orders;
import java.util.List;

/**
 * An order that is checked except for its reference images, which have not been read yet.
 *
 * @param pictures the sources of the reference images; the constructor throws {@link
 *     dev.reelway.order.OrderRefused} if there are more than the order accepts
 */
public record Draft(Order order, List<Source> pictures) {

  public Draft {
    Orders.checkReferences(order, (int) pictures.stream().filter(Draft::isImage).count());
    pictures = List.copyOf(pictures);
  }

  private static boolean isImage(Source source) {
    return !(source instanceof Source.LastFrame);
  }

  /** Whether there are reference images to read. */
  public boolean hasPictures() {
    return !pictures.isEmpty();
  }
}
