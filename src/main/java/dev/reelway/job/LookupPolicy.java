package dev.reelway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.upstream.Account;
import dev.reelway.wire.Causes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/**
 * How long a render is looked up after the answer to its submit was lost. If the upstream does not
 * list it yet, the look-up is repeated for a while. An upstream that has never answered a look-up
 * has none if it says so twice (404, 405, 410, 501), or if nothing that it answers for as long as
 * an order is looked up is a list.
 */
final class LookupPolicy {

  /** The time between the two statuses that show that there is no look-up. */
  static final Duration APART = Duration.ofSeconds(3);

  /**
   * The connections of a process that ended are closed: a request that has not arrived by then
   * never will.
   */
  private static final Duration AFTER_AN_END = Duration.ofSeconds(6);

  /** A refusal that is older than this is forgotten. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(1);

  /**
   * Upstreams forget keys after a time, a day as a rule; a later request would be a second order.
   */
  private static final Duration KEYS_KEPT = Duration.ofHours(12);

  /** Statuses that pass, and do not mean that there is no look-up. */
  private static final Set<Integer> PASSING = Set.of(401, 402, 408, 409, 425, 429);

  /** Statuses that say that there is no such call. */
  private static final Set<Integer> NO_SUCH_CALL = Set.of(404, 405, 410, 501);

  private static final String LOST =
      "The upstream's answer was lost, and the upstream does not say whether it took the order."
          + " The order will not be sent again, as that could make and charge a second video."
          + " Look at the upstream's account before you order again.";

  private static final String NOT_STORED =
      "The order was sent to the upstream, and its answer could not be stored here.";

  private final Duration longest;
  private final Map<Refusal, Period> refused = new ConcurrentHashMap<>();
  private final Set<Account> listing = ConcurrentHashMap.newKeySet();

  /**
   * @param longest how long an order is looked up if its upstream does not list it
   */
  LookupPolicy(Duration longest) {
    this.longest = longest;
  }

  /**
   * A kind of answers to the look-ups of an account.
   *
   * @param shownAfter how long an upstream has to answer so until it is known to have no look-up
   */
  private record Refusal(Account account, Duration shownAfter) {}

  /** The first and the last time in a row of an answer. */
  private record Period(Instant first, Instant last) {

    Period and(Instant now) {
      return now.isAfter(last.plus(FORGOTTEN)) ? new Period(now, now) : new Period(first, now);
    }
  }

  /** The meaning of a failed look-up. */
  enum LookupSupport {
    /** The upstream has no look-up. */
    NONE,
    /** The upstream may have no look-up: a second answer is needed. */
    PERHAPS_NONE,
    /** The upstream cannot be asked now. */
    UNREACHABLE
  }

  List<Job> begun(List<Job> jobs, Instant now) {
    return jobs.stream().map(job -> begun(job, now)).toList();
  }

  /** Begins the look-up of a job, unless it has begun before. */
  Job begun(Job job, Instant now) {
    var end = AFTER_AN_END.compareTo(longest) < 0 ? AFTER_AN_END : longest;
    return job.lookupUntil(now.plus(end));
  }

  /** Whether a render that is not listed is looked up again. */
  static boolean continues(Job job, Instant now) {
    var until = job.submitting().until();
    return until != null && now.isBefore(until);
  }

  /** Whether an upstream that honours keys can be trusted to know that of this request still. */
  static boolean knowsItsKey(Submitting submitting, Instant now) {
    var intent = submitting.intent();
    return intent == null || now.isBefore(intent.plus(KEYS_KEPT));
  }

  /**
   * The job, looked up again at that time, or at the time of the last look-up if that is earlier.
   */
  static Job notListed(Job job, Instant next) {
    var until = job.submitting().until();
    return job.postponed(until == null || next.isBefore(until) ? next : until);
  }

  /** A look-up was answered, or a list of renders: the account has them. */
  void answered(Account account) {
    listing.add(account);
    refused.keySet().removeIf(one -> one.account().equals(account));
  }

  /** A look-up has failed. */
  LookupSupport failed(Account account, Throwable thrown, Instant now) {
    var shownAfter = shownAfter(thrown);
    if (shownAfter == null || listing.contains(account)) {
      return LookupSupport.UNREACHABLE;
    }
    var refusal = new Refusal(account, shownAfter);
    var all = refused.merge(refusal, new Period(now, now), (before, first) -> before.and(now));
    return now.isBefore(all.first().plus(shownAfter))
        ? LookupSupport.PERHAPS_NONE
        : LookupSupport.NONE;
  }

  /**
   * How long an upstream has to answer so until it is known to have no look-up, or null if the
   * answer does not show it. An answer that is no list may be the page of a proxy or of an outage.
   */
  private @Nullable Duration shownAfter(Throwable thrown) {
    if (LocalFailure.isIn(thrown)) {
      return null;
    }
    var causes = Causes.of(thrown);
    for (var cause : causes) {
      if (cause instanceof HttpOperationFailedException answer) {
        return shownAfter(answer.getStatusCode());
      }
    }
    boolean lost =
        causes.stream()
            .anyMatch(
                one -> one instanceof IOException && !(one instanceof JsonProcessingException));
    return lost ? null : longest;
  }

  private @Nullable Duration shownAfter(int status) {
    if (NO_SUCH_CALL.contains(status)) {
      return APART;
    }
    return status >= 500 || PASSING.contains(status) ? null : longest;
  }

  /** The failure of a job whose submit may have arrived and whose render was not found. */
  static Failure lost(Job job) {
    return new Failure("submit_unknown", job.history().endOf(LOST));
  }

  /** The failure of a job whose submit was answered while our own database or sink failed. */
  static Failure notStored(Job job) {
    return new Failure("fetch_failed", job.history().endOf(NOT_STORED));
  }
}
