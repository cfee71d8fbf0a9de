package dev.reelway.job;

import dev.reelway.upstream.Account;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The orders that workers of this process are sending, by the upstream that they go to: an upstream
 * that does not answer keeps only its own share of the workers busy.
 */
final class SubmitsUnderway {

  private final int most;
  private final Map<String, Submit> submits = new ConcurrentHashMap<>();

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

  void began(Job job, Account account, @Nullable Integer open) {
    submits.put(job.id(), new Submit(account, open));
  }

  /** How many renders were open when this job was sent; null if that is not known. */
  @Nullable Integer open(Job job) {
    var submit = submits.get(job.id());
    return submit == null ? null : submit.open();
  }

  /** The worker of this job has finished. */
  void ended(String job) {
    submits.remove(job);
  }

  /** Whether one upstream could have its whole share of the workers busy. */
  boolean isAnyFull() {
    return submits.size() >= most;
  }

  /** How many more orders may be sent to an upstream at once. */
  int free(String upstream) {
    long busy =
        submits.values().stream()
            .filter(one -> Objects.equals(one.account().upstream(), upstream))
            .count();
    return (int) Math.max(0, most - busy);
  }
}
