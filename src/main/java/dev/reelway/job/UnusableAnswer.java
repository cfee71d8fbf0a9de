package dev.reelway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.reelway.job.JobState.Failure;
import dev.reelway.wire.Causes;
import dev.reelway.wire.PlainText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if an upstream has answered an order and the answer does not identify a render. The order
 * is not sent again, as it may have been accepted.
 */
final class UnusableAnswer extends RuntimeException {

  static final String CODE = "unusable_answer";

  private static final int LONGEST_NAME = 60;
  private static final String NO_JSON =
      "The upstream's answer to the order is not the JSON that its API describes."
          + " The order will not be sent again, as that could make and charge a second video.";

  private static final String TOO_LARGE =
      "The upstream's answer to the order is too large or too deeply nested."
          + " The order will not be sent again, as that could make and charge a second video.";

  private UnusableAnswer(String sentence) {
    super(sentence, null, false, false);
  }

  /**
   * @param task the answer's name for the render, or null
   * @param words the answer's message, or null
   */
  static UnusableAnswer ofTask(@Nullable String task, @Nullable String words) {
    var what =
        task == null || task.isBlank()
            ? "names no task"
            : "names a task that cannot be used: '%s'".formatted(PlainText.of(task, LONGEST_NAME));
    var more = words == null || words.isBlank() ? "" : " It says: " + words;
    return new UnusableAnswer(
        "The upstream accepted the order, but its answer " + what + "." + more);
  }

  static UnusableAnswer ofTakenTask(String task) {
    return new UnusableAnswer(
        "The upstream accepted the order, but its answer names the task of another job: '%s'."
            .formatted(PlainText.of(task, LONGEST_NAME)));
  }

  /**
   * The failure for an unusable answer that a route has received, if that was thrown. An answer
   * that breaks off is lost, not unusable.
   */
  static Optional<Failure> in(Throwable thrown) {
    for (var cause : Causes.of(thrown)) {
      if (cause instanceof UnusableAnswer unusable) {
        return Optional.of(new Failure(CODE, String.valueOf(unusable.getMessage())));
      }
      if (cause instanceof StreamConstraintsException) {
        return Optional.of(new Failure(CODE, TOO_LARGE));
      }
      if (cause instanceof JsonProcessingException && !(cause instanceof JsonEOFException)) {
        return Optional.of(new Failure(CODE, NO_JSON));
      }
    }
    return Optional.empty();
  }
}
