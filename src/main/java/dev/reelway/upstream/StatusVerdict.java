package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
 * The words by which upstreams say how a render stands, in one place: every jq expression of a
 * route may call {@code .status | status_verdict}. It answers {@code done}, {@code failed} or, for
 * any other word, {@code working}; null where there is no status at all. Case does not matter.
 */
@BuiltinFunction("status_verdict/0")
public final class StatusVerdict implements Function {

  private static final Set<String> DONE =
      Set.of(
          "completed", "complete", "succeeded", "succeed", "success", "done", "finished", "ready");

  private static final Set<String> FAILED =
      Set.of(
          "failed",
          "failure",
          "fail",
          "error",
          "errored",
          "cancelled",
          "canceled",
          "aborted",
          "terminated",
          "dead",
          "expired",
          "timeout",
          "timed_out",
          "rejected");

  /** Found by jq's service loader. */
  public StatusVerdict() {}

  @Override
  public void apply(
      Scope scope,
      List<Expression> arguments,
      JsonNode status,
      @Nullable Path path,
      PathOutput output,
      Version version)
      throws JsonQueryException {
    output.emit(verdict(status), null);
  }

  private static JsonNode verdict(JsonNode status) {
    if (isMissing(status)) {
      return NullNode.getInstance();
    }
    var word = status.asText().toLowerCase(Locale.ROOT);
    return TextNode.valueOf(
        DONE.contains(word) ? "done" : FAILED.contains(word) ? "failed" : "working");
  }

  private static boolean isMissing(JsonNode status) {
    return status.isNull()
        || status.isBoolean() && !status.booleanValue()
        || status.isTextual() && status.textValue().isEmpty();
  }
}
