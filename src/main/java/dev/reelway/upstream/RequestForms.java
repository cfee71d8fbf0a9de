package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What the operator says about the requests of single models: their field maps and templates. A
 * dialect that uses them gets them with the order.
 */
public final class RequestForms {

  private final Map<UpstreamModel, ObjectNode> forms;

  /**
   * @param forms {@code fields} and {@code template} of each model that has any
   */
  RequestForms(Map<UpstreamModel, ObjectNode> forms) {
    this.forms = Map.copyOf(forms);
  }

  /** What the requests of a model cannot hold. */
  FormLimits limits(UpstreamModel model) {
    var form = forms.get(model);
    return new FormLimits(form == null ? MissingNode.getInstance() : form);
  }

  /** The order, which gets the {@code fields} and the {@code template} of its model. */
  public JsonNode complete(Upstream upstream, JsonNode order) {
    var form = forms.get(new UpstreamModel(upstream.name(), order.path("model").asText()));
    return form == null ? order : ((ObjectNode) order).setAll(form);
  }
}
