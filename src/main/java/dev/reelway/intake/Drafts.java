package dev.reelway.intake;

import dev.reelway.library.Draft;
import dev.reelway.library.Source;
import dev.reelway.library.Sources;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.order.Wishes;
import dev.reelway.wire.Causes;
import dev.reelway.wire.PlainText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;

/**
 * Turns entries of prompt files and messages into orders, which are checked like those of the API.
 * Reference images may be files beside the prompt file.
 */
final class Drafts {

  private static final List<String> IMAGE_PARAMETERS =
      List.of("input_reference", "image", "images", "image_url");

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private final Orders orders;
  private final Sources sources;

  Drafts(Orders orders, PicturesBeside beside) {
    this(orders, new Sources(link -> Optional.empty(), beside::named));
  }

  private Drafts(Orders orders, Sources sources) {
    this.orders = orders;
    this.sources = sources;
  }

  /** For entries without files beside them. */
  Drafts(Orders orders) {
    this(orders, new Sources(link -> Optional.empty()));
  }

  /**
   * An order that is checked except for its reference images.
   *
   * @throws OrderRefused if the entry is not an acceptable order
   */
  Draft of(Entry entry, Defaults defaults) {
    if (entry.refused() != null) {
      throw entry.refused();
    }
    try {
      return draft(entry, defaults);
    } catch (RuntimeException | StackOverflowError thrown) {
      throw classified(entry, thrown);
    }
  }

  /**
   * The refusal for an exception, unless the disk or the database caused it: those failures are
   * retried, others would repeat.
   */
  private static RuntimeException classified(Entry entry, Throwable thrown) {
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
        entry.line(),
        PlainText.logged(thrown.toString()));
    return new OrderRefused(null, "The order could not be parsed");
  }

  private Draft draft(Entry entry, Defaults defaults) {
    var draft = new Draft(order(entry, defaults), images(entry.wishes()));
    if ("/v1/images/edits".equals(entry.url()) && !draft.hasPictures()) {
      throw new OrderRefused("image", "image is required: give 1 to 16 images");
    }
    return draft;
  }

  /**
   * An order with a url but no model gets the default model of that path, not the model of the
   * inbox.
   */
  private Order order(Entry entry, Defaults defaults) {
    boolean usesDefaultModel = entry.url() != null && !entry.wishes().has("model");
    var parameters = Handlings.without(defaults.under(entry.wishes()));
    return orders.any(entry.url(), usesDefaultModel ? parameters.without("model") : parameters);
  }

  private List<Source> images(Wishes parameters) {
    return sources.of(parameters, IMAGE_PARAMETERS);
  }
}
