package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.order.Models;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.Header;

/** What the calls under {@code /v1/models} ask for: what can be ordered now. */
public final class ModelCalls {

  private final Models models;
  private final Predicate<String> resting;
  private final Notices notices;
  private final long since;

  /**
   * @param resting whether nobody takes orders of a model just now
   * @param since when the models were configured
   */
  ModelCalls(Models models, Predicate<String> resting, Notices notices, Instant since) {
    this.models = models;
    this.resting = resting;
    this.notices = notices;
    this.since = since.getEpochSecond();
  }

  /** All of them. */
  public Object list() {
    return new ModelList("list", models.orderable().stream().map(this::shown).toList());
  }

  /** One of them; one that is switched off is gone. */
  public Object find(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Header("model") String name) {
    if (!models.known().contains(name)) {
      throw new CallRefused(
          404, "model", "model_not_found", "No model '%s' is known.".formatted(name));
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
   * As OpenAI shows it, and one key more.
   *
   * @param available false: orders are taken in, and wait until somebody renders them again
   */
  private record Model(
      String id,
      String object,
      long created,
      @JsonProperty("owned_by") String ownedBy,
      boolean available) {}
}
