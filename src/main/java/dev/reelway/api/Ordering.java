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
 * Turns the parameters of requests into orders. If the model is deprecated, the response says so in
 * its headers, even if the order is refused.
 */
final class Ordering {

  private final Orders orders;
  private final Notices notices;
  private final Predicate<Order> startsFromFrame;

  /**
   * @param startsFromFrame whether a remix can only be made from the last frame of its source
   */
  Ordering(Orders orders, Notices notices, Predicate<Order> startsFromFrame) {
    this.orders = orders;
    this.notices = notices;
    this.startsFromFrame = startsFromFrame;
  }

  /** Whether a request asks for images rather than a video. */
  boolean asksForImages(Wishes parameters) {
    return orders.asksForImages(parameters);
  }

  VideoOrder video(Wishes parameters, Sealed sealed, HttpServletResponse response) {
    announce(parameters, Orders.USUAL_MODEL, sealed, response);
    return orders.video(parameters);
  }

  /** The order of a video that starts from a delivered one. */
  VideoOrder remix(Wishes parameters, Job source, Sealed sealed, HttpServletResponse response) {
    var video = (VideoOrder) source.order();
    announce(parameters, video.model(), sealed, response);
    return orders.remix(parameters, source.id(), video);
  }

  /**
   * A remix with its references: none, or the last frame of its source.
   *
   * @param param the parameter in which the caller named the source
   */
  Draft remixed(VideoOrder remix, Job source, String param) {
    return startsFromFrame.test(remix)
        ? new Draft(remix, List.of(new Source.LastFrame(param, firstFile(source))))
        : new Draft(remix, List.of());
  }

  private static Asset firstFile(Job source) {
    return ((Delivered) source.state()).first();
  }

  ImageOrder image(Wishes parameters, Sealed sealed, HttpServletResponse response) {
    announce(parameters, Orders.USUAL_IMAGE_MODEL, sealed, response);
    return orders.image(parameters);
  }

  private void announce(
      Wishes parameters, String defaultModel, Sealed sealed, HttpServletResponse response) {
    notices.tell(orders.meant(parameters, defaultModel), sealed.call(), response);
  }
}
