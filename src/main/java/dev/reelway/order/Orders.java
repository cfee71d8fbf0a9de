package dev.reelway.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.net.OutboundUrlPolicy;
import java.net.URI;
import java.util.HashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the parameters of a request into an order, or refuses them with {@link OrderRefused}. */
public final class Orders {

  /** The model of a video request that names none. */
  public static final String DEFAULT_VIDEO_MODEL = "sora_video2";

  /** The model of an image request that names none. */
  public static final String DEFAULT_IMAGE_MODEL = "sora_image";

  private final Models models;
  private final OutboundUrlPolicy callbacks;

  public Orders(Models models) {
    this(models, new OutboundUrlPolicy(Set.of()));
  }

  /**
   * @param callbacks the policy for callback URLs; by default none inside the network is allowed
   */
  public Orders(Models models, OutboundUrlPolicy callbacks) {
    this.models = models;
    this.callbacks = callbacks;
  }

  /** The order of a video request. */
  public VideoOrder video(Parameters parameters) {
    return video(Prompt.of(parameters), model(parameters, DEFAULT_VIDEO_MODEL), parameters);
  }

  /** The order of an image request. */
  public ImageOrder image(Parameters parameters) {
    var prompt = Prompt.of(parameters);
    var model = model(parameters, DEFAULT_IMAGE_MODEL);
    return ImageRules.order(prompt, model, parameters).withCallbackUrl(callback(parameters));
  }

  /**
   * An order from a list, such as a batch file.
   *
   * @param call the API path that the order is meant for, or null to decide by its model
   */
  public Order order(@Nullable String call, Parameters parameters) {
    boolean image = call == null ? asksForImages(parameters) : call.startsWith("/v1/images/");
    return image ? image(parameters) : video(parameters);
  }

  /** Whether the model of a request, named or default, generates images. */
  public boolean asksForImages(Parameters parameters) {
    return ImageRules.generatesImages(modelOf(parameters, DEFAULT_VIDEO_MODEL));
  }

  /**
   * The model of a request, without suffixes, whether it can be ordered or not.
   *
   * @param defaultModel the model of a request that names none
   */
  public String modelOf(Parameters parameters, String defaultModel) {
    return named(parameters, defaultModel).base();
  }

  /**
   * The order of a remix request. If it names no model, parameters that it omits are taken from the
   * source.
   */
  public VideoOrder remix(Parameters parameters, String sourceId, VideoOrder source) {
    var prompt = Prompt.of(parameters);
    var all = namesModel(parameters) ? parameters : parameters.merge(omitted(parameters, source));
    return video(prompt, model(parameters, source.model()), all).asRemixOf(sourceId);
  }

  private static Parameters omitted(Parameters parameters, VideoOrder source) {
    var open = new HashMap<String, JsonNode>();
    if (!parameters.has("seconds") && !parameters.has("duration")) {
      open.put("seconds", IntNode.valueOf(source.seconds()));
    }
    if (!parameters.has("size") && !parameters.has("orientation")) {
      open.put("size", TextNode.valueOf(source.size()));
    }
    if (!parameters.has("hd")) {
      open.put("hd", BooleanNode.valueOf(source.hd()));
    }
    if (!parameters.has("watermark")) {
      open.put("watermark", BooleanNode.valueOf(source.watermark()));
    }
    return new Parameters(open);
  }

  private ModelName model(Parameters parameters, String defaultModel) {
    var model = named(parameters, defaultModel);
    models.check(model.base());
    return model;
  }

  private ModelName named(Parameters parameters, String defaultModel) {
    var written = parameters.text("model");
    return ModelName.read(written == null || written.isEmpty() ? defaultModel : written, models);
  }

  private static boolean namesModel(Parameters parameters) {
    var written = parameters.text("model");
    return written != null && !written.isEmpty();
  }

  private VideoOrder video(String prompt, ModelName model, Parameters parameters) {
    onlyOne(parameters);
    return VideoRules.of(model)
        .order(prompt, model, parameters)
        .withCallbackUrl(callback(parameters));
  }

  private @Nullable String callback(Parameters parameters) {
    var url = parameters.text("callback_url");
    if (url == null || url.isBlank()) {
      return null;
    }
    return callbacks
        .parse(url.strip())
        .map(URI::toString)
        .orElseThrow(
            () ->
                new OrderRefused(
                    "callback_url",
                    "callback_url must be an http or https URL of a public host, of at most 2048"
                        + " characters and without a password"));
  }

  /** Refuses more images than an order of this kind may start from. */
  public static void checkReferences(Order order, int count) {
    switch (order) {
      case VideoOrder v when count > 1 ->
          throw new OrderRefused("input_reference", "input_reference accepts one image");
      case VideoOrder v when count == 1 && v.remixOf() != null ->
          throw new OrderRefused(
              "input_reference",
              "input_reference must be omitted: a remix starts from its source video");
      case VideoOrder v -> {}
      case ImageOrder i -> ImageRules.checkReferences(count);
    }
  }

  private static void onlyOne(Parameters parameters) {
    Integer n = parameters.integer("n", "1 for a video");
    if (n != null && n != 1) {
      throw new OrderRefused("n", "n must be 1 for a video");
    }
  }
}
