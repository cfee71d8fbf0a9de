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

/** What the entries of prompt files order: as the API would take it, and with pictures beside. */
final class Drafts {

  private static final List<String> PICTURES =
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

  /** Orders that come without files beside them. */
  Drafts(Orders orders) {
    this(orders, new Sources(link -> Optional.empty()));
  }

  /** An order that is checked in all but its pictures, or refused. */
  Draft of(Entry entry, Defaults defaults) {
    if (entry.refused() != null) {
      throw entry.refused();
    }
    try {
      return draft(entry, defaults);
    } catch (RuntimeException | StackOverflowError thrown) {
      throw meaning(entry, thrown);
    }
  }

  /** What a disk or the database does not bring about, reading the order again would not cure. */
  private static RuntimeException meaning(Entry entry, Throwable thrown) {
    for (var cause : Causes.of(thrown)) {
      if (cause instanceof OrderRefused refused) {
        return refused;
      }
      if (cause instanceof IOException || cause instanceof NestedRuntimeException) {
        return (RuntimeException) thrown;
      }
    }
    LOG.warn(
        "An order in line {} cannot be understood: {}",
        entry.line(),
        PlainText.logged(thrown.toString()));
    return new OrderRefused(null, "The order cannot be understood");
  }

  private Draft draft(Entry entry, Defaults defaults) {
    var draft = new Draft(order(entry, defaults), pictures(entry.wishes()));
    if ("/v1/images/edits".equals(entry.url()) && !draft.hasPictures()) {
      throw new OrderRefused("image", "image is missing: give 1 to 16 pictures");
    }
    return draft;
  }

  /** A call that leaves its model open means the usual one of its kind, not the folder's. */
  private Order order(Entry entry, Defaults defaults) {
    boolean usual = entry.url() != null && !entry.wishes().has("model");
    var wishes = Handlings.without(defaults.under(entry.wishes()));
    return orders.any(entry.url(), usual ? wishes.without("model") : wishes);
  }

  private List<Source> pictures(Wishes wishes) {
    return sources.of(wishes, PICTURES);
  }
}
