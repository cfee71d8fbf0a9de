package dev.reelway.intake;

import dev.reelway.intake.ApiBatch.Fault;
import dev.reelway.intake.format.OrderEntry;
import dev.reelway.job.Job;
import dev.reelway.job.JobState.Failed;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of the file of a batch over HTTP, and what has become of it.
 *
 * @param id its id in the list of the batch's lines: {@code line_7}, {@code line_7.2} for the
 *     second model of the line, or {@code fault_1} for an error of a file that failed as a whole
 * @param line the line in the file, from 1; 0 for the file as a whole
 * @param customId its name, or null if it is not known
 * @param model the model as the caller named it, or null for the default
 * @param prompt null if it is not known
 * @param job its job, or null
 * @param isDeleted whether its owner has deleted the job's files
 * @param error why it failed, or null
 */
public record ApiBatchLine(
    String id,
    int line,
    @Nullable String customId,
    @Nullable String model,
    @Nullable String prompt,
    @Nullable Job job,
    boolean isDeleted,
    @Nullable Fault error) {

  /** As long as a prompt and the name of a model may be. */
  private static final int MAX_PROMPT = 32_000;

  private static final int MAX_MODEL = 200;

  private static final Pattern ID = Pattern.compile("(line|fault)_\\d{1,9}(\\.([2-9]|10))?");

  /** Whether a text has the form of an id. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  static String id(OrderEntry orderEntry) {
    int model = orderEntry.line() / OrderEntry.MOST_LINES + 1;
    return "line_" + orderEntry.place() + (model == 1 ? "" : "." + model);
  }

  /**
   * @param usualModel the model of orders that name none, if the batch has one
   */
  static ApiBatchLine of(OrderOutcome outcome, boolean isDeleted, @Nullable String usualModel) {
    var prompt = outcome.prompt();
    return new ApiBatchLine(
        id(outcome.orderEntry()),
        outcome.orderEntry().place(),
        outcome.customId(),
        shortened(outcome.model() == null ? usualModel : outcome.model(), MAX_MODEL),
        prompt.isEmpty() ? null : shortened(prompt, MAX_PROMPT),
        outcome.job(),
        isDeleted,
        error(outcome));
  }

  private static @Nullable String shortened(@Nullable String text, int most) {
    return text == null || text.length() <= most ? text : text.substring(0, most);
  }

  private static @Nullable Fault error(OrderOutcome outcome) {
    int line = outcome.orderEntry().place();
    if (outcome.job() != null) {
      return outcome.job().state() instanceof Failed(var at, var why)
          ? new Fault(why.code(), why.message(), null, line)
          : null;
    }
    var refusal = outcome.refusal();
    return refusal == null
        ? null
        : new Fault(refusal.code(), refusal.message(), refusal.param(), line);
  }

  /** An error of a batch that failed as a whole. */
  static ApiBatchLine of(Fault fault, int number) {
    return new ApiBatchLine("fault_" + number, fault.line(), null, null, null, null, false, fault);
  }
}
