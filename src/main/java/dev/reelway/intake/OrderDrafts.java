package dev.reelway.intake;

import dev.reelway.intake.format.OrderEntry;
import dev.reelway.library.ImageSources;
import dev.reelway.library.OrderDraft;
import dev.reelway.order.Order;
import dev.reelway.order.OrderParameter;
import dev.reelway.order.OrderParameters;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.order.Parameters;
import dev.reelway.wire.Causes;
import dev.reelway.wire.PlainText;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;

/**
 * Turns entries of prompt files and messages into orders, which are checked like those of the API.
 * Reference images may be files beside the prompt file.
 */
final class OrderDrafts {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private final Orders orders;
  private final ImageSources imageSources;

  OrderDrafts(Orders orders, InboxImages beside) {
    this(orders, new ImageSources((param, link) -> Optional.empty(), beside::named));
  }

  private OrderDrafts(Orders orders, ImageSources imageSources) {
    this.orders = orders;
    this.imageSources = imageSources;
  }

  /** For entries without files beside them. */
  OrderDrafts(Orders orders) {
    this(orders, new ImageSources((param, link) -> Optional.empty()));
  }

  /** For entries of uploaded files, which have no files beside them either. */
  static OrderDrafts ofUploads(Orders orders) {
    return new OrderDrafts(
        orders,
        new ImageSources(
            (param, link) -> Optional.empty(),
            name -> Optional.empty(),
            "; there is no file %s beside a batch: upload it to /v1/files and give its id"));
  }

  /**
   * An order that is checked except for its reference images. An order without a model gets that of
   * the defaults, or if its url is one for orders of the other kind, the default model of that url.
   *
   * @throws OrderRefused if the entry is not an acceptable order
   */
  OrderDraft of(OrderEntry orderEntry, OrderDefaults orderDefaults) {
    return checked(
        orderEntry,
        () -> orderDraft(orderEntry, fitting(orderEntry, orderDefaults), orderEntry.url()));
  }

  /** The defaults without their model if that makes orders of the other kind than the url. */
  private OrderDefaults fitting(OrderEntry orderEntry, OrderDefaults orderDefaults) {
    var url = orderEntry.url();
    if (url == null) {
      return orderDefaults;
    }
    var parameters = orderDefaults.complete(orderEntry.parameters());
    return orders.isForImages(url, parameters) == orders.isForImages(null, parameters)
        ? orderDefaults
        : orderDefaults.withoutModel();
  }

  /**
   * The same with defaults whose model counts for every order.
   *
   * @param url the API path that the order is a request for, or null if its model decides
   */
  OrderDraft of(OrderEntry orderEntry, OrderDefaults orderDefaults, @Nullable String url) {
    return checked(orderEntry, () -> orderDraft(orderEntry, orderDefaults, url));
  }

  private static OrderDraft checked(OrderEntry orderEntry, Supplier<OrderDraft> orderDraft) {
    if (orderEntry.refused() != null) {
      throw orderEntry.refused();
    }
    try {
      return orderDraft.get();
    } catch (RuntimeException | StackOverflowError thrown) {
      throw classified(orderEntry, thrown);
    }
  }

  /**
   * The refusal for an exception, unless the disk or the database caused it: those failures are
   * retried, others would repeat.
   */
  private static RuntimeException classified(OrderEntry orderEntry, Throwable thrown) {
    for (var cause : Causes.of(thrown)) {
      if (cause instanceof OrderRefused refused) {
        return refused;
      }
      if (cause instanceof IOException || cause instanceof NestedRuntimeException) {
        return (RuntimeException) thrown;
      }
    }
    LOG.warn(
        "The order in line {} could not be parsed: {}",
        orderEntry.line(),
        PlainText.forLog(thrown.toString()));
    return new OrderRefused(null, "The order could not be parsed");
  }

  private OrderDraft orderDraft(
      OrderEntry orderEntry, OrderDefaults orderDefaults, @Nullable String url) {
    var given = orderEntry.parameters();
    var orderDraft = OrderDraft.of(order(given, orderDefaults, url), imageSources.of(given));
    if ("/v1/images/edits".equals(url) && !orderDraft.hasImages()) {
      throw new OrderRefused("image", "image is required: give 1 to 16 images");
    }
    return orderDraft;
  }

  private Order order(Parameters given, OrderDefaults orderDefaults, @Nullable String url) {
    var own = OrderParameters.canonical(given);
    var parameters = DeliveryParameters.without(orderDefaults.complete(own));
    if (!orders.isForImages(url, parameters)) {
      return orders.video(applicable(parameters, own, OrderParameter::isForVideos));
    }
    checkAnswer(own);
    return orders.image(applicable(parameters, own, OrderParameter::isForImages));
  }

  /** Nobody waits for the images: their results have links, and no unfinished ones. */
  private static void checkAnswer(Parameters own) {
    var format = own.text("response_format");
    if (format != null && !format.equals("url")) {
      var name = own.spelling("response_format");
      throw new OrderRefused(
          name, name + " must be url or omitted: results of files and messages have links");
    }
    var name = own.spelling("partial_images");
    var allowed = "0 or omitted: only a stream has unfinished images";
    var partial = own.integer("partial_images", allowed);
    if (partial != null && partial != 0) {
      throw new OrderRefused(name, "%s must be %s".formatted(name, allowed));
    }
  }

  /** A default that orders of this kind do not have does not apply; what the order says does. */
  private static Parameters applicable(
      Parameters parameters, Parameters own, Predicate<OrderParameter> applies) {
    var others = new HashSet<>(parameters.values().keySet());
    others.removeIf(
        name -> own.has(name) || OrderParameter.named(name).filter(applies).isPresent());
    return parameters.withoutAll(others);
  }
}
