package dev.reelway.upstream;

import org.jspecify.annotations.Nullable;

/**
 * An upstream has answered, with whatever HTTP status, that it accepts no more orders now: its
 * dialect reports {@link Report.Verdict#BUSY}.
 */
public final class UpstreamBusy extends RuntimeException {

  private UpstreamBusy(@Nullable String reason) {
    super(reason == null ? "too many orders" : reason, null, false, false);
  }

  /**
   * Refuses a report that says that nothing was accepted.
   *
   * @throws UpstreamBusy if it has that verdict
   * @throws UpstreamRejected if its verdict is {@link Report.Verdict#UNAVAILABLE}
   */
  public static void check(Report report) {
    if (report.verdict() == Report.Verdict.BUSY) {
      throw new UpstreamBusy(report.reason());
    }
    if (report.verdict() == Report.Verdict.UNAVAILABLE) {
      throw new UpstreamRejected(report.reason());
    }
  }
}
