package dev.reelway.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a remix that names no model takes from its source: the parameters that say how the video is,
 * where its request omits them. Its number, its files and what the caller notes with it are those
 * of each request.
 *
 * @param given the parameters of the request, under the names of the documentation
 * @param source the order of the source
 */
record RemixDefaults(Parameters given, VideoOrder source) {

  /** The parts of a shape that orders keep as they were asked for, beside the size it comes to. */
  private static final List<String> OPEN_SHAPE = List.of("aspect_ratio", "resolution");

  /** The parameters to read the remix with besides those of the request. */
  Parameters parameters() {
    var omitted = new HashMap<String, JsonNode>();
    if (isOrderable()) {
      putIfOmitted(omitted, "seconds", IntNode.valueOf(source.seconds()));
      if (!Orders.namesShape(given)) {
        omitted.putAll(shape());
      }
    }
    putIfOmitted(omitted, "hd", BooleanNode.valueOf(source.hd()));
    putIfOmitted(omitted, "watermark", BooleanNode.valueOf(source.watermark()));
    return new Parameters(omitted);
  }

  private void putIfOmitted(Map<String, JsonNode> omitted, String name, JsonNode value) {
    if (!given.has(name)) {
      omitted.put(name, value);
    }
  }

  /**
   * An edited or extended video may have a length and a size that nobody can order, and its remixes
   * have the same.
   */
  private boolean isOrderable() {
    return source.source() == null && VideoRules.of(source.base()).allow(source);
  }

  /** A target that has no such size may have the ratio and the resolution that were asked for. */
  private Map<String, JsonNode> shape() {
    var shape = new HashMap<String, JsonNode>();
    for (var name : OPEN_SHAPE) {
      if (source.options().get(name) instanceof String value) {
        shape.put(name, TextNode.valueOf(value));
      }
    }
    if (shape.isEmpty()) {
      shape.put("size", TextNode.valueOf(source.size()));
    } else if (source.isAdaptive() || !shape.containsKey("aspect_ratio")) {
      Size.read(source.size())
          .ifPresent(size -> shape.put("orientation", TextNode.valueOf(size.orientation())));
    }
    return shape;
  }

  /**
   * The remix that was read with them, with the options of the source, and with its length and
   * shape where nobody can order those.
   */
  VideoOrder completed(VideoOrder read) {
    var options = new HashMap<>(read.options());
    source.options().forEach((name, value) -> inherit(options, name, value));
    var remix = read.withOptions(options);
    return isOrderable()
        ? remix
        : remix.rounded(
            given.has("seconds") ? remix.seconds() : source.seconds(),
            Orders.namesShape(given) ? remix.size() : source.size(),
            remix.watermark());
  }

  /** A preference, such as whom the video is for, is that of each request. */
  private void inherit(Map<String, Object> options, String name, Object value) {
    boolean isPreference =
        OrderParameter.named(name).filter(OrderParameter::isPreference).isPresent();
    if (!OPEN_SHAPE.contains(name) && !given.has(name) && !isPreference) {
      options.put(name, value);
    }
  }
}
