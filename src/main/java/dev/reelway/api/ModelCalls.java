package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.order.Models;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.Header;

/** Handles requests under {@code /v1/models}: the models that can be ordered now. */
public final class ModelCalls {

  private final Models models;
  private final Predicate<String> resting;
  private final Notices notices;
  private final long since;

  /**
   * @param resting whether no upstream accepts orders for a model at the moment
   * @param since the creation time that is shown for all models
   */
  ModelCalls(Models models, Predicate<String> resting, Notices notices, Instant since) {
    this.models = models;
    this.resting = resting;
    this.notices = notices;
    this.since = since.getEpochSecond();
  }

  /** All models that can be ordered. */
  public Object list() {
    return new ModelList("list", models.orderable().stream().map(this::shown).toList());
  }

  /** One model; an unknown model and one that is switched off are refused. */
  public Object find(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Header("model") String name) {
    if (!models.known().contains(name)) {
      throw new CallRefused(
          404, "model", "model_not_found", "No such model: '%s'.".formatted(name));
    }
    notices.tell(name, sealed.call(), response);
    models.check(name);
    return shown(name);
  }

  private Model shown(String name) {
    return new Model(name, "model", since, "reelway", !resting.test(name));
  }

  private record ModelList(String object, List<Model> data) {}

  /**
   * A model in OpenAI's shape, with one additional key.
   *
   * @param available false if orders are accepted but wait until an upstream renders the model
   *     again
   */
  private record Model(
      String id,
      String object,
      long created,
      @JsonProperty("owned_by") String ownedBy,
      boolean available) {}
}
