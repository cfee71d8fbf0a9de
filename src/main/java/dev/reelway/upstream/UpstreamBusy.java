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
   * Refuses a report with that verdict.
   *
   * @throws UpstreamBusy if it has that verdict
   */
  public static void check(Report report) {
    if (report.verdict() == Report.Verdict.BUSY) {
      throw new UpstreamBusy(report.reason());
    }
  }
}
