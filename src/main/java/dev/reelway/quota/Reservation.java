package dev.reelway.quota;

import dev.reelway.licence.LicenceLimits;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one job has reserved of the limits of its licence.
 *
 * @param periods the periods in which it is counted, sorted: a month, a day, {@link #NOW}
 * @param seconds the seconds of video that it is expected to deliver
 * @param money what it is expected to cost, in millionths
 */
public record Reservation(List<String> periods, long seconds, long money) {

  /** The period of the jobs that are open. */
  public static final String NOW = "now";

  public Reservation {
    periods = List.copyOf(periods);
  }

  /**
   * The reservation of a job of a licence with limits.
   *
   * @param accepted when the job is accepted: its day and month in UTC are those that count
   */
  public static Reservation of(LicenceLimits limits, Instant accepted, long seconds, long money) {
    var periods =
        Stream.of(
                limits.month().limits() ? month(accepted) : "",
                limits.day().limits() ? day(accepted) : "",
                limits.jobsAtOnce() == null ? "" : NOW)
            .filter(period -> !period.isEmpty())
            .toList();
    return new Reservation(periods, seconds, money);
  }

  /** The period of a day in UTC. */
  public static String day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
  }

  /** The period of a month in UTC. */
  public static String month(Instant time) {
    return YearMonth.from(time.atOffset(ZoneOffset.UTC)).toString();
  }

  /** What is counted in one of its periods: open jobs are only counted. */
  public Usage usage(String period) {
    return period.equals(NOW) ? new Usage(1, 0, 0) : new Usage(1, seconds, money);
  }
}
