package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.State.Delivered;
import dev.reelway.library.Draft;
import dev.reelway.library.Source;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.Orders;
import dev.reelway.order.VideoOrder;
import dev.reelway.order.Wishes;
import dev.reelway.sink.Asset;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes orders of what calls wish for. Whoever orders from a model on its way out is told so,
 * whether the order is taken or not.
 */
final class Ordering {

  private final Orders orders;
  private final Notices notices;
  private final Predicate<Order> startsFromFrame;

  /**
   * @param startsFromFrame tells the remixes that can only be made from their source's last frame
   */
  Ordering(Orders orders, Notices notices, Predicate<Order> startsFromFrame) {
    this.orders = orders;
    this.notices = notices;
    this.startsFromFrame = startsFromFrame;
  }

  /** Whether a call asks for pictures, and not for a film. */
  boolean asksForImages(Wishes wishes) {
    return orders.asksForImages(wishes);
  }

  VideoOrder video(Wishes wishes, Sealed sealed, HttpServletResponse response) {
    tell(wishes, Orders.USUAL_MODEL, sealed, response);
    return orders.video(wishes);
  }

  /** The order of a film that starts from a delivered one. */
  VideoOrder remix(Wishes wishes, Job source, Sealed sealed, HttpServletResponse response) {
    var film = (VideoOrder) source.order();
    tell(wishes, film.model(), sealed, response);
    return orders.remix(wishes, source.id(), film);
  }

  /**
   * A remix with what it starts from: nothing but its source, or the last frame of that.
   *
   * @param param what the caller named the source in
   */
  Draft remixed(VideoOrder remix, Job source, String param) {
    return startsFromFrame.test(remix)
        ? new Draft(remix, List.of(new Source.LastFrame(param, film(source))))
        : new Draft(remix, List.of());
  }

  private static Asset film(Job source) {
    return ((Delivered) source.state()).first();
  }

  ImageOrder image(Wishes wishes, Sealed sealed, HttpServletResponse response) {
    tell(wishes, Orders.USUAL_IMAGE_MODEL, sealed, response);
    return orders.image(wishes);
  }

  private void tell(Wishes wishes, String usual, Sealed sealed, HttpServletResponse response) {
    notices.tell(orders.meant(wishes, usual), sealed.call(), response);
  }
}
