package dev.reelway.intake.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.order.OrderParameter;
import dev.reelway.order.OrderRefused;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes several orders of one with {@code models}, one for each model: a list, or a text with
 * {@code |} between the names. Their custom ids end in {@code :} and the model.
 */
public final class BakeOffs implements PromptFile {

  /** The parameter. */
  public static final String MODELS = "models";

  private static final String MODEL = "model";

  private final PromptFile file;
  private final List<String> usual;
  private final Queue<OrderEntry> others = new ArrayDeque<>();

  /**
   * @param usual the models of orders that name none; empty for none
   */
  BakeOffs(PromptFile file, List<String> usual) {
    this.file = file;
    this.usual = List.copyOf(usual);
  }

  @Override
  public @Nullable OrderEntry next() throws IOException {
    if (others.isEmpty()) {
      var orderEntry = file.next();
      if (orderEntry == null || !isForSeveral(orderEntry)) {
        return orderEntry;
      }
      others.addAll(each(orderEntry));
    }
    return others.remove();
  }

  private boolean isForSeveral(OrderEntry orderEntry) {
    var names = orderEntry.parameters().values().keySet();
    return names.contains(MODELS)
        || !usual.isEmpty()
            && orderEntry.refused() == null
            && names.stream()
                .flatMap(name -> OrderParameter.named(name).stream())
                .noneMatch(OrderParameter.MODEL::equals);
  }

  private List<OrderEntry> each(OrderEntry orderEntry) {
    try {
      var given = orderEntry.parameters().get(MODELS);
      if (given != null && orderEntry.parameters().has(MODEL)) {
        throw new OrderRefused(MODELS, "models and model are the same parameter: give only one");
      }
      var models = given == null ? usual : models(given);
      return Stream.iterate(0, i -> i < models.size(), i -> i + 1)
          .map(i -> ofModel(orderEntry, models.get(i), i))
          .toList();
    } catch (OrderRefused refused) {
      return List.of(orderEntry.refusedWith(refused));
    }
  }

  /**
   * The names in {@code models}.
   *
   * @throws OrderRefused if it names none, too many, or one twice
   */
  public static List<String> models(JsonNode given) {
    var models = names(given).map(String::strip).toList();
    if (models.isEmpty()
        || models.size() > OrderEntry.MOST_MODELS
        || models.stream().anyMatch(String::isEmpty)
        || models.stream().distinct().count() < models.size()) {
      throw new OrderRefused(
          MODELS,
          "models must name 1 to %d different models, in a list or with | between them"
              .formatted(OrderEntry.MOST_MODELS));
    }
    return models;
  }

  private static Stream<String> names(JsonNode given) {
    if (given instanceof ArrayNode list) {
      return StreamSupport.stream(list.spliterator(), false)
          .map(one -> one.isTextual() ? one.textValue() : "");
    }
    return given.isTextual() ? Arrays.stream(given.textValue().split("\\|", -1)) : Stream.empty();
  }

  private static OrderEntry ofModel(OrderEntry all, String model, int number) {
    var id = Objects.requireNonNullElse(all.customId(), "line-" + all.line());
    return new OrderEntry(
        all.line() + number * OrderEntry.MOST_LINES,
        id + ":" + model,
        all.url(),
        all.parameters().without(MODELS).with(MODEL, TextNode.valueOf(model)),
        null);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
