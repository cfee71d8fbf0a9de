package dev.reelway.library;

import dev.reelway.order.Order;
import dev.reelway.order.Orders;
import java.util.List;

/**
 * An order that is checked in all but the pictures that it starts from, which are still with the
 * caller.
 */
public record Draft(Order order, List<Source> pictures) {

  public Draft {
    Orders.checkReferences(order, pictures.size());
    pictures = List.copyOf(pictures);
  }

  /** Whether there are pictures to be taken in. */
  public boolean hasPictures() {
    return !pictures.isEmpty();
  }
}
