package dev.reelway.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.reelway.media.Reach;
import java.net.URI;
import java.util.HashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the parameters of a call into an order, or refuses them with one sentence. */
public final class Orders {

  /** What makes the film of a call that names no model. */
  public static final String USUAL_MODEL = "sora_video2";

  /** What makes the pictures of a call that names no model. */
  public static final String USUAL_IMAGE_MODEL = "sora_image";

  private final Models models;
  private final Reach callbacks;

  public Orders(Models models) {
    this(models, new Reach(Set.of()));
  }

  /**
   * @param callbacks where callers may want to be called
   */
  public Orders(Models models, Reach callbacks) {
    this.models = models;
    this.callbacks = callbacks;
  }

  /** The order of a video call. */
  public VideoOrder video(Wishes wishes) {
    return video(Prompt.of(wishes), model(wishes, USUAL_MODEL), wishes);
  }

  /** The order of an image call. */
  public ImageOrder image(Wishes wishes) {
    var prompt = Prompt.of(wishes);
    var model = model(wishes, USUAL_IMAGE_MODEL);
    return ImageGrammar.order(prompt, model, wishes).callingBack(callback(wishes));
  }

  /**
   * An order from a list of them.
   *
   * @param call the path of the call that it stands for, or null where its model tells
   */
  public Order any(@Nullable String call, Wishes wishes) {
    boolean image = call == null ? asksForImages(wishes) : call.startsWith("/v1/images/");
    return image ? image(wishes) : video(wishes);
  }

  /** Whether the model that a call names, or leaves open, makes images. */
  public boolean asksForImages(Wishes wishes) {
    return ImageGrammar.makesImages(meant(wishes, USUAL_MODEL));
  }

  /**
   * The model that a call means, by its name without suffixes, whether it can be ordered or not.
   *
   * @param usual the one that is meant by a call that names none
   */
  public String meant(Wishes wishes, String usual) {
    return named(wishes, usual).base();
  }

  /**
   * The order of a remix call: unless it names a model, what it leaves open is as in the source.
   */
  public VideoOrder remix(Wishes wishes, String sourceId, VideoOrder source) {
    var prompt = Prompt.of(wishes);
    var all = namesModel(wishes) ? wishes : wishes.and(leftOpen(wishes, source));
    return video(prompt, model(wishes, source.model()), all).asRemixOf(sourceId);
  }

  private static Wishes leftOpen(Wishes wishes, VideoOrder source) {
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

  private ModelName model(Wishes wishes, String usual) {
    var model = named(wishes, usual);
    models.check(model.base());
    return model;
  }

  private ModelName named(Wishes wishes, String usual) {
    var written = wishes.text("model");
    return ModelName.read(written == null || written.isEmpty() ? usual : written, models);
  }

  private static boolean namesModel(Wishes wishes) {
    var written = wishes.text("model");
    return written != null && !written.isEmpty();
  }

  private VideoOrder video(String prompt, ModelName model, Wishes wishes) {
    onlyOne(wishes);
    return Grammar.of(model).order(prompt, model, wishes).callingBack(callback(wishes));
  }

  private @Nullable String callback(Wishes wishes) {
    var url = wishes.text("callback_url");
    if (url == null || url.isBlank()) {
      return null;
    }
    return callbacks
        .url(url.strip())
        .map(URI::toString)
        .orElseThrow(
            () ->
                new OrderRefused(
                    "callback_url",
                    "callback_url must be an http or https URL of a public host, of at most 2048"
                        + " characters and without a password"));
  }

  /** Refuses more pictures than an order of this kind may start from. */
  public static void checkReferences(Order order, int count) {
    switch (order) {
      case VideoOrder v when count > 1 ->
          throw new OrderRefused("input_reference", "input_reference takes one picture");
      case VideoOrder v when count == 1 && v.remixOf() != null ->
          throw new OrderRefused(
              "input_reference", "input_reference must be left out: a remix starts from its film");
      case VideoOrder v -> {}
      case ImageOrder i -> ImageGrammar.references(count);
    }
  }

  private static void onlyOne(Wishes wishes) {
    Integer n = wishes.whole("n", "1 for a video");
    if (n != null && n != 1) {
      throw new OrderRefused("n", "n must be 1 for a video");
    }
  }
}
