package dev.reelway.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;

/** Turns the parameters of a call into an order, or refuses them with one sentence. */
public final class Orders {

  private static final String DEFAULT_MODEL = "sora_video2";

  private final List<String> names;

  /**
   * @param names the public model names of the configuration, without suffixes
   */
  public Orders(Collection<String> names) {
    this.names = List.copyOf(names);
  }

  /** The order of a create call. */
  public Order video(Wishes wishes) {
    return order(Prompt.of(wishes), model(wishes, DEFAULT_MODEL), wishes);
  }

  /**
   * The order of a remix call: unless it names a model, what it leaves open is as in the source.
   */
  public Order remix(Wishes wishes, String sourceId, Order source) {
    var prompt = Prompt.of(wishes);
    var all = namesModel(wishes) ? wishes : wishes.and(leftOpen(wishes, source));
    return order(prompt, model(wishes, source.model()), all).asRemixOf(sourceId);
  }

  private static Wishes leftOpen(Wishes wishes, Order source) {
    var open = new HashMap<String, JsonNode>();
    if (!wishes.has("seconds") && !wishes.has("duration")) {
      open.put("seconds", IntNode.valueOf(source.seconds()));
    }
    if (!wishes.has("size") && !wishes.has("orientation")) {
      open.put("size", TextNode.valueOf(source.size()));
    }
    if (!wishes.has("hd")) {
      open.put("hd", BooleanNode.valueOf(source.hd()));
    }
    if (!wishes.has("watermark")) {
      open.put("watermark", BooleanNode.valueOf(source.watermark()));
    }
    return new Wishes(open);
  }

  private ModelName model(Wishes wishes, String fallback) {
    var written = wishes.text("model");
    return ModelName.read(written == null || written.isEmpty() ? fallback : written, names);
  }

  private static boolean namesModel(Wishes wishes) {
    var written = wishes.text("model");
    return written != null && !written.isEmpty();
  }

  private Order order(String prompt, ModelName model, Wishes wishes) {
    onlyOne(wishes);
    noReference(wishes);
    return Grammar.of(model).order(prompt, model, wishes);
  }

  /** A film without the picture it should start from would be a guess. */
  private static void noReference(Wishes wishes) {
    if (wishes.values().keySet().stream().anyMatch(name -> name.startsWith("input_reference"))) {
      throw new OrderRefused(
          "input_reference", "input_reference is not supported: describe the start in the prompt");
    }
  }

  private static void onlyOne(Wishes wishes) {
    Integer n = wishes.whole("n", "1 for a video");
    if (n != null && n != 1) {
      throw new OrderRefused("n", "n must be 1 for a video");
    }
  }
}
