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

/** {@code order_values(files)}: what the order says, under the names of {@link OrderValues}. */
@BuiltinFunction("order_values/1")
public final class OrderValuesFunction implements Function {

  /** Found by jq's service loader. */
  public OrderValuesFunction() {}

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
        .apply(scope, order, files -> output.emit(OrderValues.of(order, files), null));
  }
}
