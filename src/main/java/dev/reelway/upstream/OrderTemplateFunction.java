package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import net.thisptr.jackson.jq.BuiltinFunction;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.path.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code order_template(files)}: the template of the model, which comes with the order as {@code
 * template}, with the order's values in its {@link Slots}.
 */
@BuiltinFunction("order_template/1")
public final class OrderTemplateFunction implements Function {

  /** Found by jq's service loader. */
  public OrderTemplateFunction() {}

  @Override
  public void apply(
      Scope scope,
      List<Expression> arguments,
      JsonNode order,
      @Nullable Path path,
      PathOutput output,
      Version version)
      throws JsonQueryException {
    var template = order.path("template");
    if (template.isMissingNode()) {
      throw new JsonQueryException("The model has no template.");
    }
    arguments
        .getFirst()
        .apply(
            scope,
            order,
            files -> output.emit(Slots.filled(template, OrderValues.of(order, files)), null));
  }
}
