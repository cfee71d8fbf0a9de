package dev.reelway.order;

/**
 * A job whose order is not repeated: it has not failed, it is being repeated, the failed one may be
 * paid, or its order is not known whole.
 */
public final class RetryRefused extends OrderRefused {

  private final String code;

  private RetryRefused(String param, String code, String sentence) {
    super(param, sentence);
    this.code = code;
  }

  /**
   * The job has not failed.
   *
   * @param status the status of the job, as its owner sees it
   */
  public static RetryRefused ofStatus(String job, String status) {
    return new RetryRefused(
        "id", "not_failed", "%s is %s. Only a failed job can be retried.".formatted(job, status));
  }

  /**
   * The job is being retried already.
   *
   * @param retry the open job that repeats its order
   */
  public static RetryRefused isOpen(String job, String retry) {
    return new RetryRefused(
        "id",
        "retry_open",
        "%s is being retried already: wait for the end of %s.".formatted(job, retry));
  }

  /** The failed job may be paid, and the caller does not accept that. */
  public static RetryRefused mayBePaid(String job) {
    return new RetryRefused(
        "accept_cost",
        "may_be_paid",
        "%s may have been paid for: its upstream may have rendered it. Send accept_cost: true to order it again."
            .formatted(job));
  }

  /** Its order has what only a newer version of this service knows. */
  public static RetryRefused ofNewer(String job) {
    return new RetryRefused(
        "id",
        "newer_version",
        "%s was ordered with a newer version of this service. Order it again.".formatted(job));
  }

  @Override
  public int status() {
    return 409;
  }

  @Override
  public String code() {
    return code;
  }
}
