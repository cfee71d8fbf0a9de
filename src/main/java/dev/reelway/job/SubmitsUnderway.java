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
   * @param delivers whether it was answered, and its worker delivers what came with the answer
   */
  private record Submit(Account account, @Nullable Integer open, boolean delivers) {}

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
    submits.put(job.id(), new Submit(account, open, false));
    busy.merge(account.upstream(), 1, Integer::sum);
  }

  /** How many renders were open when this job was sent; null if that is not known. */
  @Nullable Integer open(Job job) {
    var submit = submits.get(job.id());
    return submit == null ? null : submit.open();
  }

  /**
   * The order of this job was answered, and its worker is about to deliver the images. A sink that
   * hangs keeps only half of the workers of an upstream from sending orders.
   *
   * @return false if as many as may do so already
   */
  synchronized boolean delivers(String job) {
    var submit = submits.get(job);
    if (submit == null) {
      return true; // A worker of another step has sent it.
    }
    var upstream = submit.account().upstream();
    long others =
        submits.values().stream()
            .filter(one -> one.delivers() && one.account().upstream().equals(upstream))
            .count();
    boolean may = others < most - most / 2;
    if (may) {
      submits.put(job, new Submit(submit.account(), submit.open(), true));
    }
    return may;
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
