package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.library.ImageSource;
import dev.reelway.library.OrderDraft;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Operation;
import dev.reelway.order.Order;
import dev.reelway.order.Orders;
import dev.reelway.order.Parameters;
import dev.reelway.order.RemixRefused;
import dev.reelway.order.VideoEdit;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns the parameters of requests into orders. If the model is deprecated, the response says so in
 * its headers, even if the order is refused.
 */
public final class OrderFactory {

  private final Orders orders;
  private final DeprecationHeaders deprecationHeaders;
  private final Predicate<Order> startsFromFrame;

  /**
   * @param startsFromFrame whether a remix can only be made from the last frame of its source
   */
  OrderFactory(
      Orders orders, DeprecationHeaders deprecationHeaders, Predicate<Order> startsFromFrame) {
    this.orders = orders;
    this.deprecationHeaders = deprecationHeaders;
    this.startsFromFrame = startsFromFrame;
  }

  /** Whether a request asks for images rather than a video. */
  public boolean asksForImages(Parameters parameters) {
    return orders.asksForImages(parameters);
  }

  public VideoOrder video(
      Parameters parameters, OpaqueRequest opaqueRequest, HttpServletResponse response) {
    announce(parameters, Orders.DEFAULT_VIDEO_MODEL, opaqueRequest, response);
    return orders.video(parameters);
  }

  /**
   * The order of a video that starts from a delivered one.
   *
   * @throws RemixRefused if it takes what it does not name from a source that this version does not
   *     know whole
   */
  public VideoOrder remix(
      Parameters parameters,
      Job source,
      OpaqueRequest opaqueRequest,
      HttpServletResponse response) {
    var video = (VideoOrder) source.order();
    if (source.history().newer() && orders.takesFromSource(parameters)) {
      throw new RemixRefused(source.id());
    }
    announce(parameters, video.model(), opaqueRequest, response);
    return orders.remix(parameters, source.id(), video);
  }

  /**
   * An edit or an extension of a video.
   *
   * @param source the order of the source, or null if this service has not made it
   */
  public VideoEdit edit(
      Operation operation,
      Parameters parameters,
      @Nullable VideoOrder source,
      OpaqueRequest opaqueRequest,
      HttpServletResponse response) {
    var usual = source == null ? Orders.DEFAULT_VIDEO_MODEL : source.model();
    announce(parameters, usual, opaqueRequest, response);
    return orders.edit(operation, parameters, source);
  }

  /**
   * A remix with its references: none, or the last frame of its source.
   *
   * @param video the file that the caller named
   * @param param the parameter in which the caller named the source
   */
  public OrderDraft remixDraft(VideoOrder remix, Asset video, String param) {
    return startsFromFrame.test(remix)
        ? new OrderDraft(remix, List.of(new ImageSource.LastFrame(param, video)))
        : new OrderDraft(remix, List.of());
  }

  public ImageOrder image(
      Parameters parameters, OpaqueRequest opaqueRequest, HttpServletResponse response) {
    announce(parameters, Orders.DEFAULT_IMAGE_MODEL, opaqueRequest, response);
    return orders.image(parameters);
  }

  private void announce(
      Parameters parameters,
      String defaultModel,
      OpaqueRequest opaqueRequest,
      HttpServletResponse response) {
    deprecationHeaders.set(
        orders.modelOf(parameters, defaultModel), opaqueRequest.request(), response);
  }
}
