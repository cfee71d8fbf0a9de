package dev.reelway.intake;

import dev.reelway.intake.format.OrderEntry;
import dev.reelway.job.Job;
import dev.reelway.order.OrderParameter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An order of a prompt file and what has become of it.
 *
 * @param job its job, or null if it was refused or has not been read yet
 * @param refusal why it has no job and will have none, or null
 */
record OrderOutcome(
    OrderEntry orderEntry, @Nullable Job job, DecidedLines.@Nullable Refusal refusal) {

  /** The name in the results: that of its author, or {@code line-} and the number of its line. */
  String customId() {
    return Objects.requireNonNullElse(orderEntry.customId(), "line-" + orderEntry.place());
  }

  /** The prompt, as far as it is known. */
  String prompt() {
    return job == null
        ? Objects.requireNonNullElse(text(OrderParameter.PROMPT), "")
        : job.order().prompt();
  }

  /** The model that the caller names, or null if the default is meant. */
  @Nullable String model() {
    return job == null ? text(OrderParameter.MODEL) : job.order().model();
  }

  private @Nullable String text(OrderParameter parameter) {
    return orderEntry.parameters().values().entrySet().stream()
        .filter(one -> OrderParameter.named(one.getKey()).filter(parameter::equals).isPresent())
        .map(one -> one.getValue().textValue())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
