package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.licence.Licence;
import dev.reelway.order.ModelCapabilities;
import dev.reelway.order.Models;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/** Handles requests under {@code /v1/models}: the models that can be ordered now. */
public final class ModelRequests {

  private final Models models;
  private final Predicate<String> resting;
  private final Function<String, ModelCapabilities> capabilities;
  private final DeprecationHeaders deprecationHeaders;
  private final long since;

  /**
   * @param resting whether no upstream accepts orders for a model at the moment
   * @param capabilities what can be ordered of a model
   * @param since the creation time that is shown for all models
   */
  ModelRequests(
      Models models,
      Predicate<String> resting,
      Function<String, ModelCapabilities> capabilities,
      DeprecationHeaders deprecationHeaders,
      Instant since) {
    this.models = models;
    this.resting = resting;
    this.capabilities = capabilities;
    this.deprecationHeaders = deprecationHeaders;
    this.since = since.getEpochSecond();
  }

  /** All models that the licence can order. */
  public Object list(@Variable("licence") Licence licence) {
    return new ModelList(
        "list", models.orderable().stream().filter(licence::allows).map(this::shown).toList());
  }

  /**
   * One model; an unknown model, one that the licence may not order and one that is switched off
   * are refused.
   */
  public Object find(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Header("model") String name,
      @Variable("licence") Licence licence) {
    if (!models.names().contains(name) || !licence.allows(name)) {
      throw RequestRefused.unknownModel(name);
    }
    deprecationHeaders.set(name, opaqueRequest.request(), response);
    models.check(name);
    return shown(name);
  }

  private Model shown(String name) {
    return new Model(
        name,
        "model",
        since,
        "reelway",
        !resting.test(name),
        Models.generatesImages(name) ? "image" : "video",
        capabilities.apply(name));
  }

  private record ModelList(String object, List<Model> data) {}

  /**
   * A model in OpenAI's shape, with additional keys.
   *
   * @param available false if orders are accepted but wait until an upstream renders the model
   *     again
   * @param type video or image
   * @param capabilities what can be ordered of it
   */
  private record Model(
      String id,
      String object,
      long created,
      @JsonProperty("owned_by") String ownedBy,
      boolean available,
      String type,
      ModelCapabilities capabilities) {}
}
