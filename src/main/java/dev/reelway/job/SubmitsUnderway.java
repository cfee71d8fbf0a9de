package dev.reelway.job;

import dev.reelway.upstream.Account;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The orders that workers of this process are sending, by the upstream that they go to: an upstream
 * that does not answer keeps only its own share of the workers busy.
 */
final class SubmitsUnderway {

  private final int most;
  private final Map<String, Submit> submits = new ConcurrentHashMap<>();
  private final Map<String, Integer> busy = new ConcurrentHashMap<>();

  /**
   * @param most how many orders may be on their way to one upstream at once
   */
  SubmitsUnderway(int most) {
    this.most = most;
  }

  /**
   * An order on its way.
   *
   * @param open how many renders were open under the account when it was sent; null if that was not
   *     counted
   */
  private record Submit(Account account, @Nullable Integer open) {}

  /**
   * An order is about to be sent.
   *
   * @return false if as many as may be are on their way to its upstream
   */
  synchronized boolean begins(Job job, Account account) {
    boolean free = free(account.upstream()) > 0;
    if (free) {
      began(job, account, null);
    }
    return free;
  }

  synchronized void began(Job job, Account account, @Nullable Integer open) {
    ended(job.id());
    submits.put(job.id(), new Submit(account, open));
    busy.merge(account.upstream(), 1, Integer::sum);
  }

  /** How many renders were open when this job was sent; null if that is not known. */
  @Nullable Integer open(Job job) {
    var submit = submits.get(job.id());
    return submit == null ? null : submit.open();
  }

  /** The worker of this job has finished. */
  synchronized void ended(String job) {
    var submit = submits.remove(job);
    if (submit != null) {
      busy.computeIfPresent(submit.account().upstream(), (name, n) -> n == 1 ? null : n - 1);
    }
  }

  /** Whether one upstream could have its whole share of the workers busy. */
  boolean isAnyFull() {
    return submits.size() >= most;
  }

  /** How many more orders may be sent to an upstream at once. */
  int free(String upstream) {
    return Math.max(0, most - busy.getOrDefault(upstream, 0));
  }
}
