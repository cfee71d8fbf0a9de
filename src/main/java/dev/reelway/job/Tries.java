package dev.reelway.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.upstream.Account;
import dev.reelway.upstream.Target;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The targets that have not accepted a job's order, by which its next one is chosen, and what is
 * known of the request under way. Stored until one has accepted it.
 *
 * @param turn those that were tried in the present turn, in which each gets the order once
 * @param refused those whose dialect refuses the order, so that nothing was sent: they are not
 *     tried again
 * @param notAccepted whether a target has said in this turn or an earlier one that it does not
 *     accept the order: the next request may have another body. An older version sets it where no
 *     target has said so, too
 * @param rejections how many requests were answered with the word that the order is not accepted,
 *     in this turn or an earlier one: the next one has another key. In the ledger {@code answers}
 * @param asked the targets that have got a request since the last such answer, and may know it by
 *     its key
 * @param unkeyed whether the request whose answer is awaited was sent without its key: {@code
 *     idempotent} was not set where it was sent. Rows of an older version do not say so
 */
record Tries(
    List<Target> turn,
    List<Target> refused,
    boolean notAccepted,
    @JsonProperty("answers") int rejections,
    List<Target> asked,
    boolean unkeyed) {

  /** No target was tried. */
  static final Tries NONE = new Tries(List.of(), List.of(), false, 0, List.of(), false);

  private static final ObjectReader READER =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .readerFor(Tries.class);

  Tries {
    turn = List.copyOf(turn);
    refused = List.copyOf(refused);
    notAccepted = notAccepted || rejections > 0; // A version in between stores the number only.
    asked = List.copyOf(Objects.requireNonNullElse(asked, List.of())); // An older version's.
  }

  /**
   * The tries in a row of the ledger. Those that cannot be read are none: an order that is tried
   * once more at the same target is delayed by that, and not lost.
   */
  static Tries read(JobState state, @Nullable String text) {
    try {
      return text == null || !areStoredIn(state) ? NONE : READER.readValue(text);
    } catch (JsonProcessingException unreadable) {
      return NONE;
    }
  }

  /** How they are stored with this state, or null. */
  @Nullable String inLedger(JobState state) {
    return areStoredIn(state) && !equals(NONE) ? JobRow.json(this) : null;
  }

  private static boolean areStoredIn(JobState state) {
    return state instanceof Queued || state instanceof Submitting;
  }

  /** A target has said that it does not accept the order. */
  Tries rejectedAt(Target target) {
    return new Tries(with(turn, target), refused, true, rejections + 1, List.of(), false);
  }

  /** A target has not accepted the order, and has not said so: it may know it by its key. */
  Tries failedAt(Submitting sending) {
    var target = sending.at();
    var knowing = sending.unsent() ? asked : with(asked, target);
    return new Tries(with(turn, target), refused, notAccepted, rejections, knowing, false);
  }

  /** A request is about to be written, with its key or without one. */
  Tries sent(boolean withKey) {
    return new Tries(turn, refused, notAccepted, rejections, asked, !withKey);
  }

  /**
   * The idempotency key of a job's next request: the job's id, and another one after each answer
   * that its order is not accepted. That answer belongs to the key that was sent, and the next
   * request may have another body. A request whose answer was lost is sent again under its key. A
   * request that names another model of an account than one before it has a key of its own.
   */
  String key(String job, Target target) {
    var models = asked.stream().filter(one -> one.account().equals(target.account())).toList();
    int model = models.contains(target) ? models.indexOf(target) : models.size();
    return job
        + (rejections == 0 ? "" : "-" + (rejections + 1))
        + (model == 0 ? "" : "-m" + (model + 1));
  }

  /** Whether an account may know the order by a key that it has got before. */
  boolean haveAsked(Account account) {
    return asked.stream().anyMatch(one -> one.account().equals(account));
  }

  /** The dialect of a target refuses the order. */
  Tries refusedBy(Target target) {
    return new Tries(turn, with(refused, target), notAccepted, rejections, asked, false);
  }

  private static List<Target> with(List<Target> some, Target one) {
    return Stream.concat(some.stream(), Stream.of(one)).distinct().toList();
  }

  /** The next turn begins: all targets get the order once more, except those that refuse it. */
  Tries nextTurn() {
    return new Tries(List.of(), refused, notAccepted, rejections, asked, false);
  }

  /** Those of the targets that may still get the order, the ones of this turn last. */
  List<Target> left(List<Target> targets) {
    return targets.stream()
        .filter(one -> !refused.contains(one))
        .sorted(Comparator.comparing(turn::contains))
        .toList();
  }

  /** Whether each of these targets was tried in this turn. */
  boolean haveAll(List<Target> targets) {
    return turn.containsAll(targets);
  }
}
