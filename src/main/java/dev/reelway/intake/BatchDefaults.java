package dev.reelway.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.intake.format.BakeOffs;
import dev.reelway.intake.format.OrderRecord;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.order.Parameters;
import dev.reelway.wire.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameter {@code defaults} of a batch over HTTP: what its orders leave open, by the rules of
 * the options file of an inbox. It may have {@code models} instead of {@code model}.
 */
public final class BatchDefaults {

  private static final String NAME = "defaults";
  private static final int MAX_LENGTH = 20_000;

  private final Orders orders;

  BatchDefaults(Orders orders) {
    this.orders = orders;
  }

  /**
   * The defaults of a request; empty if it has none.
   *
   * @param url the endpoint of the batch
   * @throws OrderRefused if they are no object of known parameters, or name a model that cannot
   *     render them
   */
  public Map<String, JsonNode> of(Parameters request, String url) {
    var given = request.get(NAME);
    if (given == null) {
      return Map.of();
    }
    var all = new LinkedHashMap<String, JsonNode>();
    object(given).properties().forEach(one -> all.put(one.getKey(), one.getValue()));
    all.values().removeIf(JsonNode::isNull);
    all.keySet().forEach(BatchDefaults::check);
    try {
      checkOrders(OrderDefaults.of(all), url);
    } catch (OrderRefused refused) {
      throw refused(refused.sentence());
    }
    return all;
  }

  private static ObjectNode object(JsonNode given) {
    if ((given.isTextual() ? parsed(given.textValue()) : given) instanceof ObjectNode object
        && isPlain(object)
        && object.toString().length() <= MAX_LENGTH) {
      return object;
    }
    throw new OrderRefused(
        NAME,
        "defaults must be an object of parameters, of at most %d characters".formatted(MAX_LENGTH));
  }

  private static @Nullable JsonNode parsed(String text) {
    try {
      return OrderRecord.JSON.readTree(text);
    } catch (JsonProcessingException broken) {
      return null;
    }
  }

  /** Long strings of a request and files are no plain JSON. */
  private static boolean isPlain(JsonNode value) {
    for (var one : value) {
      if (!isPlain(one)) {
        return false;
      }
    }
    return !value.isPojo();
  }

  private static void check(String name) {
    if (!name.equals(BakeOffs.MODELS) && !OrderDefaults.isName(name)) {
      var known = new ArrayList<>(List.of(OrderDefaults.names().split(", ")));
      known.addFirst(BakeOffs.MODELS);
      throw refused(
          "unknown parameter '%s'.%s Known parameters: %s"
              .formatted(
                  name.length() > 60 ? name.substring(0, 60) + "…" : name,
                  NearestName.hint(name, known),
                  String.join(", ", known)));
    }
  }

  /** Without a model, what is allowed depends on each order. */
  private void checkOrders(OrderDefaults defaults, String url) {
    DeliveryParameters.of(defaults.parameters(), null);
    var models =
        defaults.models().isEmpty() && defaults.parameters().has("model")
            ? List.of(String.valueOf(defaults.parameters().text("model")))
            : defaults.models();
    models.forEach(model -> checkOrder(defaults.parameters(), model, url));
  }

  private void checkOrder(Parameters defaults, String model, String url) {
    var trial = Parameters.of("prompt", "a trial").with("model", TextNode.valueOf(model));
    orders.order(url, DeliveryParameters.without(defaults).without("model").merge(trial));
  }

  private static OrderRefused refused(String sentence) {
    return new OrderRefused(NAME, "defaults: " + sentence);
  }
}
