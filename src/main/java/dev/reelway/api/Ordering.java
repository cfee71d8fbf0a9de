package dev.reelway.api;

import dev.reelway.order.ImageOrder;
import dev.reelway.order.Orders;
import dev.reelway.order.VideoOrder;
import dev.reelway.order.Wishes;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Makes orders of what calls wish for. Whoever orders from a model on its way out is told so,
 * whether the order is taken or not.
 */
final class Ordering {

  private final Orders orders;
  private final Notices notices;

  Ordering(Orders orders, Notices notices) {
    this.orders = orders;
    this.notices = notices;
  }

  /** Whether a call asks for pictures, and not for a film. */
  boolean asksForImages(Wishes wishes) {
    return orders.asksForImages(wishes);
  }

  VideoOrder video(Wishes wishes, Sealed sealed, HttpServletResponse response) {
    tell(wishes, Orders.USUAL_MODEL, sealed, response);
    return orders.video(wishes);
  }

  VideoOrder remix(
      Wishes wishes, String id, VideoOrder source, Sealed sealed, HttpServletResponse response) {
    tell(wishes, source.model(), sealed, response);
    return orders.remix(wishes, id, source);
  }

  ImageOrder image(Wishes wishes, Sealed sealed, HttpServletResponse response) {
    tell(wishes, Orders.USUAL_IMAGE_MODEL, sealed, response);
    return orders.image(wishes);
  }

  private void tell(Wishes wishes, String usual, Sealed sealed, HttpServletResponse response) {
    notices.tell(orders.meant(wishes, usual), sealed.call(), response);
  }
}
