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
 * {@code order_fields(files; usual)}: the order in the fields that its model takes, by the
 * dialect's usual map and the model's own, which comes with the order as {@code fields}. See {@link
 * FieldMap}.
 */
@BuiltinFunction("order_fields/2")
public final class OrderFieldsFunction implements Function {

  /** Found by jq's service loader. */
  public OrderFieldsFunction() {}

  @Override
  public void apply(
      Scope scope,
      List<Expression> arguments,
      JsonNode order,
      @Nullable Path path,
      PathOutput output,
      Version version)
      throws JsonQueryException {
    arguments
        .getFirst()
        .apply(
            scope,
            order,
            files ->
                arguments
                    .getLast()
                    .apply(scope, order, usual -> output.emit(fields(order, files, usual), null)));
  }

  private static JsonNode fields(JsonNode order, JsonNode files, JsonNode usual)
      throws JsonQueryException {
    return FieldMap.fields(OrderValues.of(order, files), usual, order.path("fields"));
  }
}
