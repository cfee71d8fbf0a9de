package dev.reelway.library;

import dev.reelway.order.Order;
import dev.reelway.order.Orders;
import java.util.List;

/**
 * An order that is checked in all but the pictures that it starts from, which are still with the
 * caller, or in a sink.
 */
public record Draft(Order order, List<Source> pictures) {

  public Draft {
    Orders.checkReferences(order, (int) pictures.stream().filter(Draft::isGiven).count());
    pictures = List.copyOf(pictures);
  }

  private static boolean isGiven(Source picture) {
    return !(picture instanceof Source.LastFrame);
  }

  /** Whether there are pictures to be taken in. */
  public boolean hasPictures() {
    return !pictures.isEmpty();
  }
}
