package dev.reelway.order;

import dev.reelway.net.OutboundUrlPolicy;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns the parameters of a request into an order, or refuses them with {@link OrderRefused}. */
public final class Orders {

  /** The model of a video request that names none. */
  public static final String DEFAULT_VIDEO_MODEL = "sora_video2";

  /** The model of an image request that names none. */
  public static final String DEFAULT_IMAGE_MODEL = "sora_image";

  /** The most images that one order may start from. */
  static final int MAX_REFERENCES = 16;

  /** The most videos, and the most audio files, that one order may refer to. */
  public static final int MAX_MEDIA = 3;

  /** The most videos that one order may be for. */
  static final int MAX_VIDEOS = 4;

  /** The parameters that say the shape of a video: one of them replaces that of a source. */
  static final List<String> SHAPE =
      List.of("size", "width", "height", "aspect_ratio", "resolution", "orientation");

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
  public VideoOrder video(Parameters given) {
    var parameters = OrderParameters.canonical(given);
    return spelled(
        parameters,
        () -> {
          OrderParameters.checkNames(parameters, false);
          var prompt = Prompt.of(parameters);
          return video(prompt, model(parameters, DEFAULT_VIDEO_MODEL), parameters);
        });
  }

  /** The order of an image request. */
  public ImageOrder image(Parameters given) {
    var parameters = OrderParameters.canonical(given);
    return spelled(parameters, () -> imageOrder(parameters));
  }

  private ImageOrder imageOrder(Parameters parameters) {
    OrderParameters.checkNames(parameters, true);
    var prompt = Prompt.of(parameters);
    var model = model(parameters, DEFAULT_IMAGE_MODEL);
    OrderParameters.checkKind(parameters, true);
    return ImageRules.order(prompt, model, parameters)
        .withMetadata(Metadata.of(parameters))
        .withCallbackUrl(callback(parameters));
  }

  /** Refusals name a parameter as the caller spelled it. */
  private static <T> T spelled(Parameters parameters, Supplier<T> order) {
    try {
      return order.get();
    } catch (OrderRefused refused) {
      throw refused.spelled(parameters);
    }
  }

  /**
   * An order from a list, such as a batch file.
   *
   * @param call the API path that the order is meant for, or null to decide by its model
   */
  public Order order(@Nullable String call, Parameters parameters) {
    return isForImages(call, parameters) ? image(parameters) : video(parameters);
  }

  /** Whether an order from a list is one for images. */
  public boolean isForImages(@Nullable String call, Parameters parameters) {
    return call == null ? asksForImages(parameters) : call.startsWith("/v1/images/");
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
    return named(OrderParameters.canonical(parameters), defaultModel).base();
  }

  /**
   * The order of a remix request. If it names no model, parameters that it omits are taken from the
   * source, see {@link RemixDefaults}.
   */
  public VideoOrder remix(Parameters given, String sourceId, VideoOrder source) {
    var parameters = OrderParameters.canonical(given);
    return spelled(parameters, () -> remixOrder(parameters, sourceId, source));
  }

  /** Whether a remix takes parameters that it omits from its source. */
  public boolean takesFromSource(Parameters given) {
    return !namesModel(OrderParameters.canonical(given));
  }

  private VideoOrder remixOrder(Parameters parameters, String sourceId, VideoOrder source) {
    OrderParameters.checkNames(parameters, false);
    var prompt = Prompt.of(parameters);
    var omitted = new RemixDefaults(parameters, source);
    var all = namesModel(parameters) ? parameters : parameters.merge(omitted.parameters());
    var read = video(prompt, model(parameters, source.model()), all).asRemixOf(sourceId);
    var remix = namesModel(parameters) ? read : omitted.completed(read);
    return remix.changing(RemixChanges.of(parameters, remix, source));
  }

  static boolean namesShape(Parameters parameters) {
    return SHAPE.stream().anyMatch(parameters::has);
  }

  /**
   * An edit or an extension. If it names no model, it is made by that of its source.
   *
   * @param source the order of the source video, or null if this service has not made it
   */
  public VideoEdit edit(Operation operation, Parameters given, @Nullable VideoOrder source) {
    var parameters = OrderParameters.canonical(given);
    return spelled(parameters, () -> videoEdit(operation, parameters, source));
  }

  private VideoEdit videoEdit(
      Operation operation, Parameters parameters, @Nullable VideoOrder source) {
    OrderParameters.checkNames(parameters, false);
    var model = model(parameters, source == null ? DEFAULT_VIDEO_MODEL : source.model());
    noStream(parameters);
    return VideoEdit.read(operation, model, parameters, source, callback(parameters));
  }

  private ModelName model(Parameters parameters, String defaultModel) {
    var model = named(parameters, defaultModel);
    models.check(model.base());
    return model;
  }

  private ModelName named(Parameters parameters, String defaultModel) {
    var written = parameters.text("model");
    return ModelName.read(written == null ? defaultModel : written, models);
  }

  private static boolean namesModel(Parameters parameters) {
    var written = parameters.text("model");
    return written != null;
  }

  private VideoOrder video(String prompt, ModelName model, Parameters parameters) {
    var rules = VideoRules.of(model);
    OrderParameters.checkKind(parameters, false);
    noStream(parameters);
    return rules
        .order(prompt, model, parameters, models.length(model.base()))
        .withN(OrderParameters.n(parameters, MAX_VIDEOS))
        .withMetadata(Metadata.of(parameters))
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
                    "callback_url must be an http or https URL of a public host, or of one of"
                        + " reelway.events.private-hosts, of 2048 characters at most and without a"
                        + " password"));
  }

  /** Refuses more images than an order of this kind may start from. */
  public static void checkReferences(Order order, int count) {
    switch (order) {
      case VideoOrder v when count > MAX_REFERENCES ->
          throw new OrderRefused(
              "input_reference",
              "input_reference accepts at most %d images".formatted(MAX_REFERENCES));
      case VideoOrder v when count > 0 && v.remixOf() != null ->
          throw new OrderRefused(
              "input_reference",
              "input_reference must be omitted: a remix starts from its source video");
      case VideoOrder v -> {}
      case ImageOrder i -> ImageRules.checkReferences(count);
    }
  }

  /**
   * Refuses videos and audio files with an order of images, and more of them than an order may
   * have.
   *
   * @param role reference video or reference audio
   * @param count how many files have this role
   */
  public static void checkMedia(Order order, ReferenceRole role, int count) {
    var param = role.parameter();
    if (count > 0 && order instanceof ImageOrder) {
      throw new OrderRefused(param, param + " must be omitted: it is a parameter of videos");
    }
    if (count > MAX_MEDIA) {
      throw new OrderRefused(param, "%s accepts at most %d files".formatted(param, MAX_MEDIA));
    }
  }

  /**
   * The order whose references have these roles, in their order.
   *
   * @param roles null for an image of which the request does not say what it is
   */
  public static Order withRoles(Order order, List<@Nullable ReferenceRole> roles) {
    return order instanceof VideoOrder video && roles.stream().anyMatch(Objects::nonNull)
        ? video.withRoles(roles(roles))
        : order;
  }

  /** An image of which nothing is said is the first frame, or else one of the references. */
  private static List<ReferenceRole> roles(List<@Nullable ReferenceRole> given) {
    var roles = new ArrayList<ReferenceRole>();
    for (var role : given) {
      roles.add(
          role != null
              ? role
              : given.contains(ReferenceRole.FIRST_FRAME)
                      || roles.contains(ReferenceRole.FIRST_FRAME)
                  ? ReferenceRole.REFERENCE
                  : ReferenceRole.FIRST_FRAME);
    }
    for (var frame : List.of(ReferenceRole.FIRST_FRAME, ReferenceRole.LAST_FRAME)) {
      if (Collections.frequency(roles, frame) > 1) {
        throw new OrderRefused(
            frame.parameter(), "%s accepts one image".formatted(frame.parameter()));
      }
    }
    return roles;
  }

  private static void noStream(Parameters parameters) {
    if (Boolean.TRUE.equals(parameters.bool("stream"))) {
      throw new OrderRefused(
          "stream", "stream must be false: the events of a video are at /v1/videos/{id}/events");
    }
  }
}
